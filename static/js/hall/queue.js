// The candidate's operations as they wait on this computer. An operation and its sequence number
// are written in one strict transaction before it is sent; its content is encrypted with a key that
// cannot be taken out of the browser. What the server has settled stays until the receipt is shown.
// Without storage everything is kept in memory, and the page says so.
const OPS = "ops";
const META = "meta";
const dbName = (ref) => `mingfa-hall-${ref}`;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = () => reject(transaction.error);
  transaction.onabort = () => reject(transaction.error);
});

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const random = (n) => crypto.getRandomValues(new Uint8Array(n));
const inOrder = (a, b) => a.epoch - b.epoch || a.seq - b.seq;

export const canStore = () => Boolean(window.isSecureContext && window.indexedDB && crypto.subtle);

// Opens the queue of one attempt. `lastSeq` is the newest sequence that the server has of `epoch`.
export async function openQueue({ ref, epoch, lastSeq, onBroken = () => {} }) {
  let store = null;
  try {
    store = canStore() ? await openStore(ref) : null;
  } catch {
    store = null; // storage is switched off, full, or broken
  }
  if (!store) onBroken();
  return new Queue(store, { epoch, lastSeq, onBroken });
}

async function openStore(ref) {
  const request = indexedDB.open(dbName(ref), 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(OPS, { keyPath: "op_id" });
    request.result.createObjectStore(META);
  };
  const db = await done(request);
  db.onversionchange = () => db.close();
  let key = await done(db.transaction(META).objectStore(META).get("key"));
  if (!key) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const writing = db.transaction(META, "readwrite", { durability: "strict" });
    writing.objectStore(META).put(key, "key");
    await finished(writing);
  }
  return { db, key };
}

// Whether anything waits here for this attempt, without making a store that is not there.
export async function hasQueue(ref) {
  if (!canStore()) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((found) => found.name === dbName(ref));
}

export function wipe(ref) {
  return canStore() ? done(indexedDB.deleteDatabase(dbName(ref))) : Promise.resolve();
}

class Queue {
  #store;
  #epoch;
  #seq;
  #onBroken;
  #turn = Promise.resolve();
  head = 0;

  constructor(store, { epoch, lastSeq, onBroken }) {
    this.#store = store;
    this.#epoch = epoch;
    this.#seq = lastSeq;
    this.#onBroken = onBroken;
  }

  get isDurable() {
    return this.#store !== null;
  }

  // Writes one change, one after the other, and returns the operation.
  add(change) {
    const op = { op_id: hex(random(16)), epoch: this.#epoch, ...change, mono_ms: Math.round(performance.now()) };
    this.#turn = this.#turn.then(() => this.#write(op));
    return this.#turn;
  }

  async #write(op) {
    try {
      if (this.#store) return { ...op, seq: await this.#put(op) };
    } catch {
      this.#store = null;
      this.#onBroken();
    }
    this.#seq += 1;
    return { ...op, seq: this.#seq };
  }

  async #put(op) {
    const { db, key } = this.#store;
    const { op_id, epoch, ...content } = op;
    const iv = random(12);
    const plain = new TextEncoder().encode(JSON.stringify(content));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    const writing = db.transaction([OPS, META], "readwrite", { durability: "strict" });
    const counted = (await done(writing.objectStore(META).get(`seq ${epoch}`))) ?? 0;
    const seq = Math.max(counted, this.#seq) + 1;
    writing.objectStore(META).put(seq, `seq ${epoch}`);
    writing.objectStore(OPS).put({ op_id, epoch, seq, iv, sealed, became: "" });
    await finished(writing);
    this.#seq = seq;
    return seq;
  }

  // The operations that the server has not settled, or with `settled` those that it has.
  async read({ settled = false } = {}) {
    if (!this.#store) return [];
    const { db, key } = this.#store;
    this.head = (await done(db.transaction(META).objectStore(META).get("head"))) ?? 0;
    const rows = await done(db.transaction(OPS).objectStore(OPS).getAll());
    const wanted = rows.filter((row) => Boolean(row.became) === settled && row.became !== "refused");
    const ops = await Promise.all(wanted.map(async ({ op_id, epoch, seq, iv, sealed }) => {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
      return { op_id, epoch, seq, ...JSON.parse(new TextDecoder().decode(plain)) };
    }));
    return ops.sort(inOrder);
  }

  // Notes what became of operations, and the newest head of the chain that the server has shown.
  async settle(dispositions, head = this.head) {
    this.head = Math.max(this.head, head);
    if (!this.#store) return;
    try {
      const writing = this.#store.db.transaction([OPS, META], "readwrite");
      const ops = writing.objectStore(OPS);
      for (const [opId, became] of Object.entries(dispositions)) {
        const row = await done(ops.get(opId));
        if (row) ops.put({ ...row, became });
      }
      writing.objectStore(META).put(this.head, "head");
      await finished(writing);
    } catch {
      // Not noted: it is offered again at the next load, which changes nothing on the server.
    }
  }

  close() {
    this.#store?.db.close();
  }
}
