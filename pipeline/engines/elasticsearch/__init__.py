"""Elasticsearch as an engine: the only folder that knows its client."""
