// A connection of FastChat in terms of protocol.proto alone: delimited frames over TCP or WebSocket.
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import protobuf from 'protobufjs';
import WebSocket from 'ws';

const ANSWER_SECONDS_MAX = 30;

/** The message types of the schema, with field names in camel case. */
export function loadSchema(path) {
  const root = protobuf.loadSync(path);
  const types = {};
  for (const name of ['ClientFrame', 'ServerFrame', 'Block', 'MessageContent', 'MembershipChange']) {
    types[name] = root.lookupType(`fastchat.v1.${name}`);
  }
  types.Code = root.lookupEnum('fastchat.v1.Code').values;
  types.EntryKind = root.lookupEnum('fastchat.v1.EntryKind').values;
  return types;
}

/** A random message id, never 0. */
export function newMessageId() {
  const bytes = randomBytes(8);
  return new protobuf.util.Long(bytes.readInt32LE(0) | 1, bytes.readInt32LE(4), true);
}

export class Connection {
  #types;
  #write;
  #end;
  #received = Buffer.alloc(0);
  #lastRequestId = 0;
  #requests = new Map();
  #frames = [];
  #waiting = [];

  /** Opens tcp://host:port or ws://host:port/path. */
  static async open(types, address) {
    const url = new URL(address);
    return url.protocol === 'ws:' ? Connection.#openWebSocket(types, address) : Connection.#openTcp(types, url);
  }

  static async #openTcp(types, url) {
    const socket = net.connect(Number(url.port), url.hostname);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.setNoDelay(true);
    const connection = new Connection(types, (bytes) => socket.write(bytes), () => socket.end());
    socket.on('data', (bytes) => connection.#receive(bytes));
    socket.on('close', () => connection.#closed());
    return connection;
  }

  static async #openWebSocket(types, address) {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const connection = new Connection(types, (bytes) => socket.send(bytes), () => socket.close());
    socket.on('message', (bytes) => connection.#receive(bytes));
    socket.on('close', () => connection.#closed());
    return connection;
  }

  constructor(types, write, end) {
    this.#types = types;
    this.#write = write;
    this.#end = end;
  }

  close() {
    this.#end();
  }

  /** Writes one frame and waits for nothing. */
  post(request) {
    this.#write(Buffer.from(this.#types.ClientFrame.encodeDelimited(this.#types.ClientFrame.create(request)).finish()));
  }

  /** One request, its one answer. An Error becomes an exception with its code. */
  async request(request) {
    const requestId = ++this.#lastRequestId;
    const answer = within(`the answer to ${Object.keys(request)}`, new Promise((resolve) => this.#requests.set(requestId, resolve)));
    this.post({ ...request, requestId });
    const frame = await answer;
    if (frame.body === 'error' || frame.body === 'close') {
      throw new Error(`${Object.keys(request)}: ${frame.body} ${JSON.stringify(frame[frame.body])}`);
    }
    return frame[frame.body];
  }

  /** The next frame of this kind that nobody has taken yet: an event, an ack. */
  async next(kind, fits = () => true) {
    const found = this.#frames.findIndex((frame) => frame.body === kind && fits(frame[kind]));
    if (found >= 0) {
      const [frame] = this.#frames.splice(found, 1);
      return frame[kind];
    }
    return within(kind, new Promise((resolve) => this.#waiting.push({ kind, fits, resolve })));
  }

  #receive(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let frame = this.#takeFrame(); frame; frame = this.#takeFrame()) {
      this.#dispatch(frame);
    }
  }

  #takeFrame() {
    const reader = protobuf.Reader.create(this.#received);
    let length;
    try {
      length = reader.uint32();
    } catch {
      return null; // The prefix is not whole yet.
    }
    if (this.#received.length < reader.pos + length) {
      return null;
    }
    const frame = this.#types.ServerFrame.decode(this.#received.subarray(reader.pos, reader.pos + length));
    this.#received = this.#received.subarray(reader.pos + length);
    return frame;
  }

  #dispatch(frame) {
    if (frame.body === 'ping') {
      this.post({ pong: { nonce: frame.ping.nonce } });
    } else if (frame.requestId && this.#requests.has(frame.requestId)) {
      this.#requests.get(frame.requestId)(frame);
      this.#requests.delete(frame.requestId);
    } else {
      const found = this.#waiting.findIndex(({ kind, fits }) => frame.body === kind && fits(frame[kind]));
      if (found >= 0) {
        this.#waiting.splice(found, 1)[0].resolve(frame[frame.body]);
      } else {
        this.#frames.push(frame);
      }
    }
  }

  #closed() {
    for (const resolve of this.#requests.values()) {
      resolve(this.#frames.findLast((frame) => frame.body === 'close') ?? { body: 'close', close: 'without a word' });
    }
    this.#requests.clear();
  }
}

/** Waits at most ANSWER_SECONDS_MAX, so that a test ends with a reason. */
async function within(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ANSWER_SECONDS_MAX} s`)), ANSWER_SECONDS_MAX * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
