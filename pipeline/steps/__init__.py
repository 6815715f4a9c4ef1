"""Steps: each looks for one thing in a Document and adds what it finds as evidence; ``chain`` puts them in order."""
