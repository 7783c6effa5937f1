import json, os, urllib.request

TENANT = os.environ.get("MOCK_IDP_CONTROL", "http://localhost:3002") + "/api/tenants/default"

def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(TENANT + path, data, method=method)) as answer:
        return json.load(answer)

call("POST", "/tampers", {"id-token": {"nonce": {"append": "1"}}})  # ID tokens are wrong now
call("PATCH", "/clock", {"advance": "61s"})                         # and codes are too old
for entry in call("GET", "/journal?failed=true"):                   # what was refused, and why
    print(entry["endpoint"], entry["status"], (entry["error"] or {}).get("reason"))
