"""Run profiles: the YAML files beside this one, named by ``--config NAME``."""
