// Opens the body of a push with a library that is not ours, as a browser would (RFC 8291), and prints what is in it.
// Arguments: private key, secret, body; all base64url.
import { createECDH } from "node:crypto";
import ece from "http_ece";

const [scalar, authSecret, body] = process.argv.slice(2).map((text) => Buffer.from(text, "base64url"));
const privateKey = createECDH("prime256v1");
privateKey.setPrivateKey(scalar);
process.stdout.write(ece.decrypt(body, { version: "aes128gcm", privateKey, authSecret }).toString("utf8"));
