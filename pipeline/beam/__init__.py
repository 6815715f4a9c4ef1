"""Jobs on Beam's runners, from one process to a cluster: the only folder that imports Beam."""
