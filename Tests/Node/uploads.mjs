// Uploads with tus-js-client, a tus client that knows nothing of FastChat. One line of JSON for each step that is done; a line from the
// test lets it go on where it waits.
//
//   node uploads.mjs HTTP_ADDRESS HANDLE
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import readline from 'node:readline';
import * as tus from 'tus-js-client';
import { signIn } from './accounts.mjs';

const [http, handle] = process.argv.slice(2);
const PART = 256 * 1024;
const fromTest = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (step, detail = {}) => console.log(JSON.stringify({ step, ...detail }));
const session = await signIn(http, handle);
const authorization = { Authorization: `Bearer ${session.access_token}` };
const endpoint = new URL('/v1/uploads', http).href;

// In one request, as by default.
const small = randomBytes(300_000);
const first = await upload(small, { metadata: { filename: 'small.bin' } });
assert.deepEqual(await download(first.media), small);
tell('uploaded');

// In parts, paused in the middle and resumed.
const large = randomBytes(PART * 8 + 77);
const paused = await pauseAt(large, PART * 2);
const resumed = await upload(large, { uploadUrl: paused.url, chunkSize: PART });
assert.ok(resumed.firstOffset >= PART * 2, `it began at ${resumed.firstOffset}`);
assert.deepEqual(await download(resumed.media), large);
tell('resumed');

// Across a restart of the server.
const lasting = randomBytes(PART * 8 + 5);
const before = await pauseAt(lasting, PART * 3);
tell('waits for a restart');
await fromTest.next();
const after = await upload(lasting, { uploadUrl: before.url, chunkSize: PART });
assert.ok(after.firstOffset >= PART * 3, `it began at ${after.firstOffset}`);
assert.deepEqual(await download(after.media), lasting);
tell('outlived a restart');

// Each part with its checksum; one that is wrong is refused and sent again.
const checked = randomBytes(PART * 3 + 1);
let wrong = 1;
const mended = await upload(checked, {
  chunkSize: PART,
  onBeforeRequest: (request) => {
    if (request.getMethod() !== 'PATCH') {
      return;
    }
    const offset = Number(request.getHeader('Upload-Offset'));
    const part = checked.subarray(offset, offset + PART);
    const hashed = offset === PART && wrong-- > 0 ? Buffer.from('something else') : part;
    request.setHeader('Upload-Checksum', `sha256 ${createHash('sha256').update(hashed).digest('base64')}`);
  },
  onShouldRetry: (error) => error.originalResponse?.getStatus() === 460,
});
assert.equal(mended.refused.join(), '460');
assert.deepEqual(await download(mended.media), checked);
tell('checked');

// Given up.
const doomed = await pauseAt(randomBytes(PART * 4), PART);
await doomed.upload.abort(true);
const gone = await fetch(doomed.url, { method: 'HEAD', headers: { ...authorization, 'Tus-Resumable': '1.0.0' } });
assert.equal(gone.status, 404);
tell('terminated');
fromTest.return();
process.exit(0);

/** Uploads to the end; which media it became, where it began, and what was refused on the way. */
function upload(content, options) {
  return new Promise((resolve, reject) => {
    const refused = [];
    let media = null;
    let firstOffset = null;
    const running = new tus.Upload(content, {
      endpoint,
      headers: authorization,
      retryDelays: [0, 50, 100, 200, 400],
      removeFingerprintOnSuccess: true,
      ...options,
      onAfterResponse: (request, response) => {
        media = response.getHeader('X-Media-Id') ?? media;
        if (response.getStatus() >= 400) {
          refused.push(response.getStatus());
        } else if (request.getMethod() === 'HEAD') {
          firstOffset ??= Number(response.getHeader('Upload-Offset'));
        }
      },
      onError: reject,
      onSuccess: () => resolve({ media, firstOffset, refused }),
    });
    running.start();
  });
}

/** Begins an upload and pauses it once so much of it was acked. */
function pauseAt(content, bytes) {
  return new Promise((resolve, reject) => {
    const running = new tus.Upload(content, {
      endpoint,
      headers: authorization,
      chunkSize: PART,
      onError: reject,
      onChunkComplete: async (_, acked) => {
        if (acked >= bytes) {
          await running.abort();
          resolve({ url: running.url, upload: running });
        }
      },
    });
    running.start();
  });
}

async function download(media) {
  assert.ok(media, 'no answer named the media');
  const answer = await fetch(new URL(`/v1/media/${media}`, http), { headers: authorization });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}
