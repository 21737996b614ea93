// Verifies a webhook with the library of Standard Webhooks, and prints its body as that library read it.
// Arguments: secret (whsec_...), webhook-id, webhook-timestamp, webhook-signature, body.
import { Webhook } from "standardwebhooks";

const [secret, id, timestamp, signature, body] = process.argv.slice(2);
const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
process.stdout.write(JSON.stringify(new Webhook(secret).verify(body, headers)));
