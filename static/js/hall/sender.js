// Brings operations to the server: one request at a time, in order, for as long as the page lives.
// Nothing counts as saved before the server has said what became of it.
const DEBOUNCE_MS = 500;
const BEAT_MS = 20_000;
const BEAT_JITTER = 0.33;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 15_000;
const PATIENCE_MS = 15_000;
const SAVING_MS = 4_000;

const encoder = new TextEncoder();
const inOrder = (a, b) => a.epoch - b.epoch || a.seq - b.seq;
const onTheWire = ({ op_id, epoch, seq, place, choices, flag, mono_ms }) =>
  ({ op_id, epoch, seq, place, choices, flag, mono_ms });

export class Sender {
  #config; #queue; #on;
  #held = new Map(); // op_id → operation without disposition
  #writing = 0; // changes on their way into the store
  #flying = false;
  #failures = 0;
  #limit;
  #timer = 0;
  #due = Infinity;
  #stopped = false;
  #reoffered = false;
  #stuck = new Set();
  isHandingIn = false;
  isTimeUp = false;

  // on: reply, fenced, closed, invalid, stuck, change
  constructor(config, queue, on) {
    this.#config = config;
    this.#queue = queue;
    this.#on = on;
    this.#limit = config.max_batch;
  }

  take(operations) {
    for (const op of operations) this.#held.set(op.op_id, { ...op, since: performance.now() });
    this.#on.change();
  }

  async add(change) {
    const since = performance.now();
    this.#writing += 1;
    this.#on.change();
    const op = await this.#queue.add(change);
    this.#writing -= 1;
    this.#held.set(op.op_id, { ...op, since });
    this.nudge(DEBOUNCE_MS);
    this.#on.change();
  }

  get waiting() {
    return this.#held.size + this.#writing;
  }

  // One of three states, never better than what the server has said.
  light() {
    if (!this.waiting) return { state: "saved" };
    const oldest = Math.min(performance.now(), ...[...this.#held.values()].map((op) => op.since));
    const age = performance.now() - oldest;
    if (!this.#failures && !this.#stuck.size && age < SAVING_MS) return { state: "saving" };
    return { state: "held", seconds: Math.max(1, Math.round(age / 1000)) };
  }

  // Something is worth sending soon; a server that did not answer is still left its time.
  nudge(ms = 0) {
    if (!this.#failures) this.poke(ms);
  }

  // Send no later than in `ms`; an earlier appointment stands.
  poke(ms = 0) {
    if (this.#stopped) return;
    const due = performance.now() + ms;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#send(), ms);
  }

  // The network is back, or somebody looks at the page again: do not wait for the back-off.
  pokeNow() {
    this.#due = Infinity;
    this.poke(0);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  resume() {
    this.#stopped = false;
    this.pokeNow();
  }

  // The page goes away: send what is there without waiting for an answer.
  leave() {
    const ops = this.#batch();
    if (!ops.length || this.#stopped) return;
    fetch(this.#config.save, { ...this.#message(ops), keepalive: true }).catch(() => {});
  }

  #batch() {
    const ops = [];
    let bytes = 20;
    for (const op of [...this.#held.values()].sort(inOrder)) {
      if (this.#stuck.has(op.op_id)) continue;
      const sent = onTheWire(op);
      bytes += encoder.encode(JSON.stringify(sent)).length + 1;
      if (ops.length >= this.#limit || bytes > this.#config.max_bytes) break;
      ops.push(sent);
    }
    return ops;
  }

  #message(ops) {
    return {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Lease": this.#config.lease },
      body: JSON.stringify({ ops }),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    };
  }

  async #send() {
    this.#due = Infinity;
    if (this.#stopped) return;
    if (this.#flying) {
      this.poke(DEBOUNCE_MS);
      return;
    }
    this.#flying = true;
    const ops = this.#batch();
    const last = this.isHandingIn && !this.#writing && ops.length === this.#held.size - this.#stuck.size;
    const asked = performance.now();
    let next;
    try {
      const response = await fetch(last ? this.#config.hand_in : this.#config.save, {
        ...this.#message(ops),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      next = response.ok ? await this.#accept(await response.json(), asked) : await this.#refused(response, ops);
    } catch {
      next = this.#backOff(); // no connection, no answer in time, or not an answer of ours
    }
    this.#flying = false;
    this.#on.change();
    this.poke(next);
  }

  async #accept(reply, asked) {
    this.#failures = 0;
    this.#limit = this.#config.max_batch;
    const older = reply.head_n < this.#queue.head && !this.#reoffered;
    for (const opId of Object.keys(reply.dispositions)) this.#held.delete(opId);
    await this.#queue.settle(reply.dispositions, reply.head_n);
    if (older) {
      this.#reoffered = true; // the server was restored from an earlier state: offer all of it once
      this.take(await this.#queue.read({ settled: true }));
    }
    if (Object.values(reply.dispositions).includes("invalid")) this.#on.stuck();
    this.#on.reply(reply, asked); // takes `isTimeUp` back when time was given
    if (reply.state !== "open") {
      this.stop();
      this.#on.closed(reply);
    } else if (reply.epoch > this.#config.epoch) {
      this.#on.fenced();
    }
    if (this.isTimeUp && this.#held.size === this.#stuck.size) this.isHandingIn = true;
    return this.waiting > this.#stuck.size || this.isHandingIn ? 0 : this.#beat();
  }

  async #refused(response, ops) {
    if (response.status === 400 || response.status === 422) return this.#isolate(ops);
    if (response.status === 413) {
      this.#limit = Math.max(1, Math.floor(this.#limit / 2));
      return 0;
    }
    if (response.status === 409) {
      this.isHandingIn = false;
      this.#on.fenced();
      return this.#beat();
    }
    if ([401, 403, 404].includes(response.status)) {
      this.stop();
      this.#on.invalid();
      return Infinity;
    }
    const after = Number(response.headers.get("Retry-After")) * 1000;
    return Math.max(after || 0, this.#backOff());
  }

  // A refused batch is tried one by one; the one that is refused alone is written anew, once.
  async #isolate(ops) {
    if (ops.length !== 1) {
      this.#limit = 1;
      return ops.length ? 0 : this.#backOff();
    }
    const refused = this.#held.get(ops[0].op_id);
    if (refused.isSecond || refused.epoch !== this.#config.epoch) {
      this.#stuck.add(refused.op_id);
      this.#on.stuck();
      return 0;
    }
    const { place, choices, flag } = refused;
    const again = await this.#queue.add({ place, choices, flag });
    this.#held.delete(refused.op_id);
    this.#held.set(again.op_id, { ...again, since: refused.since, isSecond: true });
    await this.#queue.settle({ [refused.op_id]: "refused" });
    return 0;
  }

  #beat() {
    return BEAT_MS * (1 + (Math.random() * 2 - 1) * BEAT_JITTER);
  }

  #backOff() {
    this.#failures += 1;
    const most = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** (this.#failures - 1));
    return Math.max(100, Math.random() * most);
  }
}
