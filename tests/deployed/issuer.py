"""Plays an OpenID Connect issuer: its configuration, its keys, and a token of whatever claims it is asked to sign.

POST /sign signs with the key that it publishes, POST /forge with one of its own under the same id.
"""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY_ID = "k1"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_json(value):
    return base64url(json.dumps(value).encode())


def base64url_number(number):
    return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def signed(key, claims):
    head = base64url_json({"alg": "RS256", "typ": "JWT", "kid": KEY_ID})
    text = f"{head}.{base64url_json(claims)}"
    return f"{text}.{base64url(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def serve(port):
    issuer = f"http://127.0.0.1:{port}"
    key, other = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    public = key.public_key().public_numbers()
    jwk = {
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
        "n": base64url_number(public.n), "e": base64url_number(public.e),
    }
    published = {
        "/.well-known/openid-configuration": {"issuer": issuer, "jwks_uri": f"{issuer}/keys"},
        "/keys": {"keys": [jwk]},
    }

    class Issuer(BaseHTTPRequestHandler):
        def answer(self, body):
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.answer(json.dumps(published[self.path]).encode())

        def do_POST(self):
            claims = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.answer(signed({"/sign": key, "/forge": other}[self.path], claims).encode())

        def log_message(self, *_):
            pass

    ThreadingHTTPServer(("127.0.0.1", port), Issuer).serve_forever()


serve(int(sys.argv[1]))
