// An online page in somebody's hands gives a sign of life every minute, as long as it is in view.
// The server's clock counts; what is told here is what it answered.
const root = document.querySelector("[data-lesson]");
const TOUCHES = ["pointerdown", "pointermove", "keydown", "scroll", "touchmove", "wheel"];

class Signs {
  constructor(form, told) {
    this.form = form;
    this.told = told;
    this.touched = true;
    this.away = true; // nothing was read before the first sign
    this.place = Number(root.dataset.place);
  }

  async give({ takes = false, leaves = false } = {}) {
    const body = new FormData(this.form);
    body.set("place", String(this.place));
    if (this.touched) body.set("active", "1");
    if (this.away) body.set("resumes", "1");
    if (takes) body.set("takes", "1");
    if (leaves) body.set("leaves", "1");
    this.touched = false;
    this.away = false;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, keepalive: true });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.tell(await answer.text());
    } catch {
      this.touched = true;
      this.told.querySelector("[data-lost]").hidden = false;
    }
  }

  tell(html) {
    this.told.innerHTML = html;
    this.told.querySelector("[data-take]")?.addEventListener("click", () => {
      this.touched = true;
      this.give({ takes: true });
    });
  }
}

if (root) {
  const signs = new Signs(root.querySelector("[data-beat]"), root.querySelector("[data-told]"));
  let turning = null;

  const turn = () => {
    clearInterval(turning);
    turning = setInterval(() => signs.give(), Number(root.dataset.every) * 1000);
    signs.give();
  };
  const rest = () => {
    clearInterval(turning);
    signs.give({ leaves: true });
    signs.away = true;
  };

  for (const name of TOUCHES) {
    addEventListener(name, () => { signs.touched = true; }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : turn()));
  addEventListener("pagehide", () => { if (!document.hidden) rest(); });

  const seen = new IntersectionObserver((parts) => {
    for (const part of parts) {
      if (part.isIntersecting) signs.place = Number(part.target.dataset.part);
    }
  }, { rootMargin: "-45% 0px -45% 0px" });
  for (const part of root.querySelectorAll("[data-part]")) seen.observe(part);

  root.querySelector("[data-resume]")?.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(`part-${root.dataset.place}`)?.scrollIntoView();
  });
  if (!document.hidden) turn();
}
