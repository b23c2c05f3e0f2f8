// A page of text beside the map: an area, areas side by side, the town's matrix. Plain data in.
// Every word of a record enters through textContent. A link is a plain one, so that it can be
// copied and opened apart; a plain click stays in the session.

import { GLYPHS, glyph, make, sign } from "./panel.js";

const SVG = "http://www.w3.org/2000/svg";
const STATES = { not_near: "ring", near: "disc", quiet: "dash", no_data: "dots" };

const roots = new WeakMap();

export function draw({ data, parentElement, setTriggerValue }) {
  let leaf = roots.get(parentElement);
  if (!leaf) {
    leaf = new Leaf(parentElement);
    roots.set(parentElement, leaf);
  }
  leaf.go = (where) => setTriggerValue("go", where);
  leaf.act = (what) => setTriggerValue("act", what);
  leaf.show(data);
}

// A state is told by its shape, with or without colour.
function shape(state) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `kk-state kk-state-${STATES[state]}`);
  svg.setAttribute("aria-hidden", "true");
  const [tag, attributes] = {
    ring: ["circle", { cx: 8, cy: 8, r: 5.5 }],
    disc: ["circle", { cx: 8, cy: 8, r: 5.5 }],
    dash: ["path", { d: "M4 8h8" }],
    dots: ["rect", { x: 2.5, y: 2.5, width: 11, height: 11 }],
  }[STATES[state]];
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  svg.append(node);
  return svg;
}

class Leaf {
  constructor(parent) {
    this.root = make("div", { class: "kk-leaf" });
    parent.append(this.root);
    // what is folded on the screen is read on paper too
    window.addEventListener("beforeprint", () => {
      for (const one of this.root.querySelectorAll("details:not([open])")) {
        one.open = true;
        one.dataset.printed = "";
      }
    });
    window.addEventListener("afterprint", () => {
      for (const one of this.root.querySelectorAll("details[data-printed]")) {
        one.open = false;
        delete one.dataset.printed;
      }
    });
  }

  show(data) {
    const content = JSON.stringify(data);
    if (content === this.drawn) return;
    this.drawn = content;
    this.words = data.words;
    this.root.lang = data.lang;
    const held = document.activeElement?.dataset?.at;
    const open = new Set([...this.root.querySelectorAll("details[open]")].map((one) => one.dataset.at));
    this.root.replaceChildren(...data.blocks.map((block, place) => this[block.form](block, place)));
    for (const one of this.root.querySelectorAll("details")) one.open = open.has(one.dataset.at);
    if (held && !this.root.contains(document.activeElement)) this.root.querySelector(`[data-at="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    this.root.dataset.ready = "";
  }

  title({ eyebrow, title, tag, lead }) {
    return make("header", {},
      eyebrow ? make("p", { class: "kk-eyebrow" }, make("bdi", {}, eyebrow)) : null,
      make("h1", { "data-at": "leaf title" }, make("bdi", {}, title), tag ? make("span", { class: "kk-tag" }, tag) : null),
      lead ? make("p", { class: "kk-lead" }, lead) : null);
  }

  // Which areas the page is of, and since when what has changed is told.
  tools({ choose, since }) {
    return make("div", { class: "kk-tools" },
      this.chooser(choose, choose.chosen, (area) => this.go(area.length
        ? { page: "area", query: { ...(since?.day ? { since: since.day } : {}), area } } : { page: "areas", query: {} })),
      since ? make("label", { class: "kk-since-day" }, make("span", {}, since.label), make("input", {
        type: "date", value: since.day, min: since.first, max: since.last, "data-at": "since",
        onchange: ({ target }) => { if (target.validity.valid) this.go({ page: "area", query: { area: choose.chosen, ...(target.value ? { since: target.value } : {}) } }); },
      })) : null);
  }

  // What is handed over is chosen here; the server is asked only for the file.
  give({ choose, files, links }) {
    const chosen = this.given ??= [];
    const draw = () => {
      const open = box.querySelector("details")?.open;
      const query = new URLSearchParams(files.query);
      for (const key of chosen) query.append("area", key);
      box.replaceChildren(
        make("div", { class: "kk-tools" }, this.chooser(choose, chosen, (keys) => { chosen.splice(0, chosen.length, ...keys); draw(); })),
        this.links({ links: [...files.links.map((link) => ({ ...link, href: `${link.path}?${query}` })), ...links] }));
      if (open) box.querySelector("details").open = true;
    };
    const box = make("div", {});
    draw();
    return box;
  }

  chooser({ label, options, most, whole }, chosen, choose) {
    const names = new Map(options);
    const told = chosen.map((key) => names.get(key)).join(", ") || whole;
    const turn = (key) => choose(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
    return make("details", { class: "kk-choose", "data-at": "choose" },
      make("summary", { "data-at": "choose" }, make("span", { class: "kk-sub" }, `${label}:`), make("bdi", {}, told)),
      make("div", { class: "kk-pills" }, options.map(([key, name]) => make("button", {
        type: "button", class: "kk-pill", "aria-pressed": String(chosen.includes(key)), "data-at": `choose ${key}`,
        disabled: !chosen.includes(key) && chosen.length >= most,
        onclick: (event) => { turn(key); if (event.detail === 0) this.refocus(key); },
      }, make("bdi", {}, name)))));
  }

  // the keyboard stays where it was when the choice is drawn anew
  refocus(key) {
    this.root.querySelector(`[data-at="choose ${CSS.escape(key)}"]`)?.focus();
  }

  links({ links }) {
    const print = make("button", { type: "button", class: "kk-button", "data-at": "print", onclick: () => window.print() }, this.words.print);
    return make("div", { class: "kk-actions" }, links.map((link) => this.link(link, link.strong ? "kk-button kk-strong" : "kk-button", [
      link.file ? glyph(GLYPHS.down) : null, link.label,
    ])), print);
  }

  link({ href, go, file, at }, className, children) {
    return make("a", {
      href: new URL(href, document.baseURI).href, class: className, "data-at": at, download: file ? "" : null,
      onclick: (event) => {
        if (!go || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        this.go(go);
      },
    }, children);
  }

  section({ key, title, note, aside, lines }, place) {
    return make("section", { "data-section": key },
      make("h2", {}, title),
      lines.length ? make("ul", {}, lines.map((line, row) => this.line(line, aside, `${place} ${row}`))) : null,
      note ? make("p", { class: "kk-note" }, note) : null);
  }

  line(line, aside, at) {
    if (line.form === "heading") return make("li", { class: "kk-line-heading" }, line.text);
    const name = line.link ? this.link({ ...line.link, at: `line ${at}` }, "kk-said-of", make("bdi", {}, line.text)) : make("bdi", {}, line.text);
    const said = make("span", { class: "kk-line-words" }, name, line.sub ? make("span", { class: "kk-sub" }, make("bdi", {}, line.sub)) : null);
    const quiet = line.form === "quiet" ? "kk-quiet" : null;
    if (!line.rests) {
      return make("li", { class: quiet }, line.sign?.length ? sign(line.sign) : null, said, this.acts(line.acts ?? []),
        line.beside.length ? this.beside(aside, line.beside, at) : null);
    }
    return make("li", { class: quiet }, make("details", { "data-at": `rests ${at}` },
      make("summary", { "data-at": `sentence ${at}` }, said),
      line.beside.length ? this.beside(aside, line.beside, at) : null,
      this.link({ ...this.words.method_link, at: `method ${at}` }, "kk-plain", this.words.method)));
  }

  acts(acts) {
    return acts.length ? make("span", { class: "kk-acts" }, acts.map(({ label, act }) => make("button", {
      type: "button", class: "kk-button", "data-at": act.join(" "), onclick: () => this.act(act),
    }, label))) : null;
  }

  beside(aside, lines, at) {
    return make("div", { class: "kk-beside" }, make("p", { class: "kk-sub" }, aside),
      make("ul", {}, lines.map((line, row) => this.line({ ...line, beside: [] }, "", `${at} ${row}`))));
  }

  table({ key, title, label, head, corner, rows, note, legend, matrix }) {
    const columns = make("tr", {}, make("th", { scope: "col", class: "kk-corner" }, corner),
      head.map((column, place) => make("th", { scope: "col" }, column.link
        ? this.link({ ...column.link, at: `column ${place}` }, "kk-column", make("bdi", {}, column.text))
        : make("span", { class: "kk-column" }, make("bdi", {}, column.text)))));
    const body = rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.label), row.cells.map((cell) => this.cell(cell, matrix))));
    return make("section", { "data-section": key },
      title ? make("h2", {}, title) : null,
      legend.length ? make("p", { class: "kk-states" }, legend.map(([state, word]) => make("span", {}, shape(state), word))) : null,
      make("div", { class: matrix ? "kk-matrix" : "kk-compare", tabindex: "0", role: "region", "aria-label": label },
        make("table", { "data-columns": head.length }, make("thead", {}, columns), make("tbody", {}, body))),
      note ? make("p", { class: "kk-note" }, note) : null);
  }

  cell({ state, text, word, hint }, matrix) {
    if (!matrix) return make("td", {}, state ? shape(state) : null, make("bdi", {}, text));
    return make("td", { title: hint, class: `kk-cell-${STATES[state]}` }, shape(state),
      make("span", { class: state === "quiet" ? "kk-unseen" : "kk-word" }, word),
      text ? make("span", { class: "kk-km" }, text) : null, make("span", { class: "kk-unseen" }, hint));
  }
}
