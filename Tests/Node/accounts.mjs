// The account part of the HTTP API.

const PASSWORD = 'correct horse battery';

/** Registers, then signs in again on the same device, so that both ways are walked. Returns the session and a caller. */
export async function signIn(http, handle) {
  const registered = await call(http, 'POST', '/v1/accounts', { handle, password: PASSWORD, device_name: 'node' });
  const session = await call(http, 'POST', '/v1/sessions', {
    handle,
    password: PASSWORD,
    device_name: 'node',
    device_id: registered.device_id,
  });
  if (session.account_id !== registered.account_id || session.device_id !== registered.device_id) {
    throw new Error('signing in again on a device made another one');
  }
  return { ...session, get: (path) => call(http, 'GET', path, undefined, session.access_token) };
}

export const discover = (http) => call(http, 'GET', '/.well-known/fastchat');

export const idBytes = (uuid) => Buffer.from(uuid.replaceAll('-', ''), 'hex');

async function call(http, method, path, body, token) {
  const answer = await fetch(new URL(path, http), {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
  return text ? JSON.parse(text) : undefined;
}
