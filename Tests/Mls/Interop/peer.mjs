// The members of a group that ts-mls plays. One JSON request a line on standard input, one JSON answer a line on standard
// output; bytes are hexadecimal. PeerProtocol.md has the requests.
import { createInterface } from "node:readline";
import {
  acceptAll, createApplicationMessage, createCommit, createGroup, createGroupInfoWithExternalPubAndRatchetTree, createProposal,
  decodeMlsMessage, defaultCapabilities, emptyPskIndex, encodeMlsMessage, generateKeyPackageWithKey, getCiphersuiteFromName,
  getCiphersuiteImpl, joinGroup, joinGroupExternal, processMessage,
} from "ts-mls";
import { defaultClientConfig } from "ts-mls/clientConfig.js";

const suiteNames = {
  1: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  3: "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
};
const publicKeyBytes = 32;
// Late messages come in any order within an epoch; the defaults keep ten keys.
const config = { ...defaultClientConfig, keyRetentionConfig: { retainKeysForGenerations: 1000, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 1000 } };

let suite;
const members = new Map();
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
const encode = (wireformat, field, value) => hex(encodeMlsMessage({ version: "mls10", wireformat, [field]: value }));
const encodeFramed = (message) => hex(encodeMlsMessage(message));

function decode(text) {
  const decoded = decodeMlsMessage(bytes(text), 0);
  if (decoded === undefined) throw new Error("ts-mls cannot decode the message");
  return decoded[0];
}

// ts-mls 1.6.4 takes external_pub for the key itself; by RFC 9420 it is a vector that holds the key.
function conformant(impl) {
  return {
    ...impl,
    hpke: {
      ...impl.hpke,
      importPublicKey: (key) => impl.hpke.importPublicKey(key.length === publicKeyBytes + 1 && key[0] === publicKeyBytes ? key.slice(1) : key),
    },
  };
}

function exportingVectors(impl) {
  return {
    ...impl,
    hpke: { ...impl.hpke, exportPublicKey: async (key) => new Uint8Array([publicKeyBytes, ...(await impl.hpke.exportPublicKey(key))]) },
  };
}

const lifetime = () => {
  const now = BigInt(Math.floor(Date.now() / 1000));
  return { notBefore: now - 3600n, notAfter: now + 86400n * 30n - 3600n };
};

async function newKeyPackage(member) {
  member.keys ??= await suite.signature.keygen();
  const credential = { credentialType: "basic", identity: new TextEncoder().encode(member.name) };
  const made = await generateKeyPackageWithKey(
    credential, defaultCapabilities(), lifetime(), [],
    { signKey: member.keys.signKey, publicKey: member.keys.publicKey }, suite);
  member.package = made;
  return made;
}

const requests = {
  async suite({ suite: number }) {
    suite = conformant(await getCiphersuiteImpl(getCiphersuiteFromName(suiteNames[number])));
    members.clear();
  },
  async keyPackage(_, member) {
    return { message: encode("mls_key_package", "keyPackage", (await newKeyPackage(member)).publicPackage) };
  },
  async create({ groupId }, member) {
    const made = await newKeyPackage(member);
    member.state = await createGroup(bytes(groupId), made.publicPackage, made.privatePackage, [], suite, config);
  },
  async join({ welcome }, member) {
    const { publicPackage, privatePackage } = member.package;
    member.state = await joinGroup(decode(welcome).welcome, publicPackage, privatePackage, emptyPskIndex, suite, undefined, undefined, config);
  },
  async external({ groupInfo, resync }, member) {
    const made = await newKeyPackage(member);
    const joined = await joinGroupExternal(
      decode(groupInfo).groupInfo, made.publicPackage, made.privatePackage, resync, suite, undefined, config);
    member.state = joined.newState;
    return { message: encode("mls_public_message", "publicMessage", joined.publicMessage) };
  },
  async groupInfo(_, member) {
    return { message: encode("mls_group_info", "groupInfo", await createGroupInfoWithExternalPubAndRatchetTree(member.state, [], exportingVectors(suite))) };
  },
  async commit({ add = [], remove = [], encrypted }, member) {
    const extraProposals = [
      ...remove.map((removed) => ({ proposalType: "remove", remove: { removed } })),
      ...add.map((message) => ({ proposalType: "add", add: { keyPackage: decode(message).keyPackage } })),
    ];
    const made = await createCommit(
      { state: member.state, cipherSuite: suite }, { extraProposals, wireAsPublicMessage: !encrypted, ratchetTreeExtension: true });
    member.pending = made.newState;
    return { message: encodeFramed(made.commit), welcome: made.welcome ? encode("mls_welcome", "welcome", made.welcome) : null };
  },
  async accept(_, member) {
    member.state = member.pending;
    member.pending = undefined;
  },
  async propose({ add, remove, encrypted }, member) {
    const proposal = add
      ? { proposalType: "add", add: { keyPackage: decode(add).keyPackage } }
      : { proposalType: "remove", remove: { removed: remove } };
    const made = await createProposal(member.state, !encrypted, proposal, suite);
    member.state = made.newState;
    return { message: encodeFramed(made.message) };
  },
  async process({ message }, member) {
    member.pending = undefined;
    const done = await processMessage(decode(message), member.state, emptyPskIndex, acceptAll, suite);
    member.state = done.newState;
    return done.kind === "applicationMessage" ? { data: hex(done.message) } : {};
  },
  async encrypt({ data }, member) {
    const made = await createApplicationMessage(member.state, bytes(data), suite);
    member.state = made.newState;
    return { message: encode("mls_private_message", "privateMessage", made.privateMessage) };
  },
  async state(_, member) {
    const { state } = member;
    return {
      active: state.groupActiveState.kind === "active",
      epoch: Number(state.groupContext.epoch),
      authenticator: hex(state.keySchedule.epochAuthenticator),
      leaf: state.privatePath.leafIndex,
      members: state.ratchetTree.flatMap((node, i) =>
        node?.nodeType === "leaf" ? [{ name: new TextDecoder().decode(node.leaf.credential.identity), leaf: i / 2 }] : []),
    };
  },
  async forget(_, member) {
    members.delete(member.name);
  },
  // Milliseconds that an operation takes when it is done this often; the state does not move on.
  async time({ what, times, welcome, message }, member) {
    const run = {
      encrypt: () => createApplicationMessage(member.state, new Uint8Array(128), suite),
      decrypt: () => processMessage(decode(message), member.state, emptyPskIndex, acceptAll, suite),
      join: () => joinGroup(decode(welcome).welcome, member.package.publicPackage, member.package.privatePackage, emptyPskIndex, suite, undefined, undefined, config),
    }[what];
    await run();
    const started = process.hrtime.bigint();
    for (let i = 0; i < times; i++) await run();
    return { milliseconds: Number(process.hrtime.bigint() - started) / 1e6 / times };
  },
};

async function answer(line) {
  const request = JSON.parse(line);
  try {
    let member = members.get(request.member);
    if (member === undefined && request.member !== undefined) members.set(request.member, (member = { name: request.member }));
    return { ...(await requests[request.request](request, member)) };
  } catch (error) {
    return { error: `${error?.stack ?? error}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(line)) + "\n");
}
