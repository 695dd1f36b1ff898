// Time left, by the server's clock alone: what it said last, less what has passed here since.
// performance.now() does not follow the computer's clock when somebody sets it.
export class Clock {
  #left = null;
  #since = 0;

  // `asked` is when the request left: half of the way there and back is taken off.
  sync(remainingMs, asked = performance.now()) {
    const here = performance.now();
    this.#left = Math.max(0, remainingMs - (here - asked) / 2);
    this.#since = here;
  }

  get isSet() {
    return this.#left !== null;
  }

  remaining() {
    return Math.max(0, this.#left - (performance.now() - this.#since));
  }
}

// Whole seconds, rounded up: 0 is shown only when the time is over.
export function parts(ms) {
  const all = Math.ceil(ms / 1000);
  return { h: Math.floor(all / 3600), m: Math.floor((all % 3600) / 60), s: all % 60 };
}

export function figures(ms) {
  const { h, m, s } = parts(ms);
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
