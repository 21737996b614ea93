// One side of a conversation with the .NET SDK. The test that starts it speaks through stdin and stdout: a line of JSON for
// each step that is done, a line from the test where the script has to wait for it.
//
//   node peer.mjs PROTO HTTP_ADDRESS tcp|websocket HANDLE PEER_HANDLE
import assert from 'node:assert/strict';
import readline from 'node:readline';
import { discover, idBytes, signIn } from './accounts.mjs';
import { Connection, loadSchema, newMessageId } from './connection.mjs';

const [proto, http, transport, handle, peerHandle] = process.argv.slice(2);
const MESSAGES = 3;
const types = loadSchema(proto);
const fromTest = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (step, detail = {}) => console.log(JSON.stringify({ step, ...detail }));

const endpoints = await discover(http);
const address = endpoints[transport];
assert.ok(address, `no ${transport} endpoint in ${JSON.stringify(endpoints)}`);
const session = await signIn(http, handle);
const peer = await session.get(`/v1/accounts/by-handle/${peerHandle}`);
tell('signed in', { account: session.account_id });

let { connection, welcome } = await connect(Buffer.alloc(0));
assert.deepEqual(Buffer.from(welcome.accountId), idBytes(session.account_id));
const cursor = await syncedCursor(connection, welcome);
const conversation = await connection.request({ createDirect: { accountId: idBytes(peer.account_id) } });
const conversationId = conversation.conversationId;
let sendNumber = conversation.lastSendNumber.toNumber();

// This way.
const first = newMessageId();
const runs = await send([
  message('from node 1', first),
  ...Array.from({ length: MESSAGES - 1 }, (_, i) => message(`from node ${i + 2}`)),
]);
assert.equal(runs.length, MESSAGES);
tell('sent', { conversation: Buffer.from(conversationId).toString('hex'), sequences: runs.map((run) => run.sequence) });

// That way, live.
const heard = [];
while (heard.length < MESSAGES) {
  const block = await connection.next('block', isOurs);
  heard.push(...entriesOf([block]).filter((entry) => isFromPeer(entry) && isText(entry)));
}
assert.deepEqual(heard.map(textOf), texts('from dotnet', 1, MESSAGES));
await connection.request({ moveCursor: { conversationId, readSequence: heard.at(-1).sequence, deliveredSequence: heard.at(-1).sequence } });
tell('heard', { sequences: heard.map((entry) => entry.sequence) });

// The same numbers again, as after a lost ack: the old sequences, nothing new.
sendNumber -= MESSAGES;
const again = await send([message('from node 1', first)]);
assert.equal(again[0].sequence, runs[0].sequence);
sendNumber += MESSAGES - 1;
tell('retried');

// Away while the other side goes on, then back with the cursor of before.
connection.close();
tell('away');
await fromTest.next();
({ connection, welcome } = await connect(cursor));
const changed = welcome.page.conversations.find(isOurs);
assert.ok(changed, 'the conversation that changed is not in the first page');
const missed = await readAfter(heard.at(-1).sequence);
assert.equal(missed.at(-1).sequence, changed.headSequence.toNumber());
assert.deepEqual(missed.filter(isText).map(textOf), texts('while away', 1, MESSAGES));
tell('caught up', { head: changed.headSequence.toNumber() });

// The whole log: gap-free from 1.
const log = await readAfter(0);
assert.deepEqual(log.map((entry) => entry.sequence), log.map((_, i) => i + 1));
assert.deepEqual(log.filter(isText).map(textOf), [
  ...texts('from node', 1, MESSAGES),
  ...texts('from dotnet', 1, MESSAGES),
  ...texts('while away', 1, MESSAGES),
]);
tell('done', { entries: log.length });
connection.close();
fromTest.return();
process.exit(0);

async function connect(since) {
  const opened = await Connection.open(types, address);
  const hello = {
    protocolVersion: 1,
    accessToken: session.access_token,
    deviceId: idBytes(session.device_id),
    client: 'node peer',
    cursor: since,
  };
  return { connection: opened, welcome: await opened.request({ hello }) };
}

/** Walks all pages of a sync; the last one has the cursor to keep. */
async function syncedCursor(on, { page }) {
  while (page.continuation.length > 0) {
    page = await on.request({ sync: { cursor: Buffer.alloc(0), continuation: page.continuation } });
  }
  return page.cursor;
}

function message(text, messageId = newMessageId()) {
  return {
    kind: types.EntryKind.ENTRY_KIND_MESSAGE,
    messageId,
    flags: 1,
    content: types.MessageContent.encode({ text }).finish(),
  };
}

/** Sends entries under the next numbers and waits for their acks: one sequence per entry. */
async function send(entries) {
  const firstSendNumber = sendNumber + 1;
  connection.post({ send: { conversationId, firstSendNumber, entries } });
  const sequences = new Map();
  while (sequences.size < entries.length) {
    const ack = await connection.next('ack');
    for (const run of ack.runs.filter(isOurs)) {
      for (let i = 0; i < run.count; i++) {
        sequences.set(run.firstSendNumber.toNumber() + i, run.firstSequence.toNumber() + i);
      }
    }
  }
  sendNumber += entries.length;
  return entries.map((_, i) => ({ sequence: sequences.get(firstSendNumber + i) }));
}

/** Reads the log forward from a sequence to its end. */
async function readAfter(sequence) {
  const entries = [];
  for (;;) {
    const after = entries.at(-1)?.sequence ?? sequence;
    const page = await connection.request({ fetchHistory: { conversationId, after, limit: 2 } });
    entries.push(...entriesOf(page.blocks).filter((entry) => entry.sequence > after));
    if ((entries.at(-1)?.sequence ?? sequence) >= page.headSequence.toNumber()) {
      return entries;
    }
  }
}

function entriesOf(blocks) {
  return blocks.flatMap((block) =>
    block.entries.map((entry, i) => ({ ...entry, sequence: block.firstSequence.toNumber() + i })));
}

function isOurs(part) {
  return Buffer.from(conversationId).equals(Buffer.from(part.conversationId));
}

function isFromPeer(entry) {
  return idBytes(peer.account_id).equals(Buffer.from(entry.senderAccount));
}

function isText(entry) {
  return entry.kind === types.EntryKind.ENTRY_KIND_MESSAGE;
}

function textOf(entry) {
  return types.MessageContent.decode(entry.content).text;
}

function texts(prefix, from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => `${prefix} ${from + i}`);
}
