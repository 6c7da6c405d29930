"""PASSporTs by PyJWT, written elsewhere: makes them and judges ours.

sign KEY X5U JSON-HEADER JSON-CLAIMS   prints the token
verify CERTIFICATE TOKEN               prints header and claims, each on a line, or fails
"""
import json
import sys

import jwt
from cryptography import x509

if sys.argv[1] == "sign":
    key, x5u, header, claims = sys.argv[2:6]
    head = {"alg": "ES256", "typ": "passport", "x5u": x5u, **json.loads(header)}
    with open(key, "rb") as f:
        print(jwt.encode(json.loads(claims), f.read(), algorithm="ES256", headers=head))
else:
    with open(sys.argv[2], "rb") as f:
        public = x509.load_pem_x509_certificate(f.read()).public_key()
    told = jwt.decode(sys.argv[3], public, algorithms=["ES256"], options={"verify_iat": False})
    print(json.dumps(jwt.get_unverified_header(sys.argv[3]), sort_keys=True))
    print(json.dumps(told, sort_keys=True))
