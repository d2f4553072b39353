"""What a tool does with a token, with Debian's PyJWT and no server.

check_token.py JWKS TOKEN AUDIENCE ISSUER ARGUMENTS: prints who may do what, or fails.
"""
import base64
import hashlib
import sys

import jwt


def main():
    keys_path, token_path, audience, issuer, arguments = sys.argv[1:]
    with open(keys_path, encoding="utf-8") as file:
        keys = jwt.PyJWKSet.from_json(file.read())
    with open(token_path, encoding="utf-8") as file:
        token = file.read()
    header = jwt.get_unverified_header(token)
    assert header["typ"] == "txntoken+jwt", header
    key = next(key for key in keys.keys if key.key_id == header["kid"])
    claims = jwt.decode(token, key.key, algorithms=["EdDSA"], audience=audience, issuer=issuer)
    digest = base64.urlsafe_b64encode(hashlib.sha256(arguments.encode()).digest())
    assert claims["tctx"]["args_sha256"] == digest.decode().rstrip("="), claims
    print(claims["sub"], claims["act"]["sub"], claims["tctx"]["action"], claims["jti"])


main()
