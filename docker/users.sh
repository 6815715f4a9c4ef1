#!/usr/bin/env bash
# Sets the password of Kibana's own user, and makes newsmill's user with the rights that docs/writing.md lists.
# Done again it changes nothing.
set -euo pipefail

send() { # METHOD PATH, body on standard input; the password travels in a file that only this process reads
  curl --fail-with-body --silent --show-error --config <(printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD") \
    --request "$1" --header 'Content-Type: application/json' --data-binary @- "$ELASTICSEARCH$2"
  echo
}

send POST /_security/user/kibana_system/_password <<<"{\"password\": \"$KIBANA_PASSWORD\"}"
send PUT /_security/role/newsmill <<'JSON'
{
  "cluster": ["monitor", "manage_index_templates"],
  "indices": [{"names": ["news*"], "privileges": ["create_index", "manage", "read", "write"]}],
  "applications": [{"application": "kibana-.kibana", "privileges": ["space_all"], "resources": ["space:default"]}]
}
JSON
send PUT /_security/user/newsmill <<<"{\"password\": \"$NEWSMILL_PASSWORD\", \"roles\": [\"newsmill\"]}"
