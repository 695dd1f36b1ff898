// Marks of one half-day's roll as they wait on this device until the server has said what became of
// them. Without storage they are kept in memory, and the page says so.
const STORE = "calls";
const dbName = (ref) => `mingfa-roll-${ref}`;

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

export async function openCalls(ref) {
  try {
    const request = indexedDB.open(dbName(ref), 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "n", autoIncrement: true });
    };
    const db = await done(request);
    db.onversionchange = () => db.close();
    const kept = await done(db.transaction(STORE).objectStore(STORE).getAll());
    return new Calls(db, kept);
  } catch {
    return new Calls(null, []); // storage is switched off, full, or broken
  }
}

class Calls {
  #db;
  #held = []; // in the order in which they were set
  #turn = Promise.resolve();

  constructor(db, kept) {
    this.#db = db;
    this.#held = kept;
  }

  get isDurable() {
    return this.#db !== null;
  }

  get held() {
    return this.#held;
  }

  get isKept() {
    return this.#held.every((call) => call.n !== undefined);
  }

  // Writes one mark, one after the other; nothing counts as kept before the disk has it.
  add(person, mark, knew) {
    const call = { op_id: hex(crypto.getRandomValues(new Uint8Array(16))), person, mark, knew, at: Date.now() };
    this.#held.push(call);
    this.#turn = this.#turn.then(() => this.#write(call));
    return this.#turn;
  }

  async #write(call) {
    if (!this.#db) return;
    try {
      const writing = this.#db.transaction(STORE, "readwrite", { durability: "strict" });
      const n = await done(writing.objectStore(STORE).add({ ...call }));
      await finished(writing);
      call.n = n;
    } catch {
      this.#db = null;
    }
  }

  // The server has said what became of these.
  async settle(opIds) {
    await this.#turn;
    const gone = this.#held.filter((call) => opIds.has(call.op_id));
    this.#held = this.#held.filter((call) => !opIds.has(call.op_id));
    if (!this.#db) return;
    try {
      const writing = this.#db.transaction(STORE, "readwrite");
      for (const call of gone) writing.objectStore(STORE).delete(call.n);
      await finished(writing);
    } catch {
      // Offered again at the next load, which changes nothing on the server.
    }
  }
}
