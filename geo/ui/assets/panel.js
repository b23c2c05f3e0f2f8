// The panel beside the map: search, filters, chips, card, list. Plain data in, acts out.
// Every word of a record enters the page through textContent; nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = ["#009E73", "#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#D55E00"];
const TYPING_PAUSE_MS = 250;
const phone = window.matchMedia("(max-width: 760px)");

const roots = new WeakMap();

export function draw({ data, parentElement, setTriggerValue }) {
  let panel = roots.get(parentElement);
  if (!panel) {
    panel = new Panel(parentElement);
    roots.set(parentElement, panel);
  }
  panel.act = (act) => setTriggerValue("act", act);
  panel.show(data);
}

export function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") node.append(child);
  return node;
}

export function glyph(path, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "kk-glyph");
  if (!label) svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const GLYPHS = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M15.5 15.5 20 20",
  close: "M6 6l12 12M18 6 6 18",
  filter: "M4 6h16M7 12h10M10 18h4",
  link: "M9 15l6-6M10.5 6.5l2-2a4 4 0 0 1 6 6l-2 2M13.5 17.5l-2 2a4 4 0 0 1-6-6l2-2",
  down: "M12 4v11M7 11l5 5 5-5M5 20h14",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  map: "M9 4 4 6v14l5-2 6 2 5-2V4l-5 2-6-2zM9 4v14M15 6v14",
  back: "M14 6l-6 6 6 6", next: "M10 6l6 6-6 6",
};

// The same sign as on the map: shape is the kind, colour the family, fill the state.
export function sign([kind, family, state]) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 22 22");
  svg.setAttribute("class", "kk-sign");
  svg.setAttribute("aria-hidden", "true");
  const add = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    svg.append(node);
  };
  if (kind === 2) {
    for (const [cx, cy] of [[5, 6], [13, 5], [9, 11], [17, 11], [5, 16], [13, 17]]) add("circle", { cx, cy, r: 1.6, class: "kk-dot" });
    return svg;
  }
  const fill = state > 0 && state < 3 ? "none" : COLOURS[family] || "#9AA3A8";
  if (state === 1) {  // old: only the lower half keeps the colour
    const half = kind === 1 ? "M4 11h14v4a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3z" : "M3.6 11a7.4 7.4 0 0 0 14.8 0z";
    add("path", { d: half, fill: COLOURS[family] || "#9AA3A8" });
  }
  if (kind === 1) add("rect", { x: 4, y: 4, width: 14, height: 14, rx: 3, fill, class: "kk-shape" });
  else add("circle", { cx: 11, cy: 11, r: 7.4, fill, class: "kk-shape" });
  if (state === 3) add("path", { d: "M2 20 20 2", class: "kk-strike" });
  return svg;
}

class Panel {
  constructor(parent) {
    this.parts = {};
    this.drawn = {};
    this.scrolled = {};
    this.filtersOpen = false;
    this.root = make("div", { class: "kk-panel", onkeydown: (event) => this.escape(event) });
    const kept = sessionStorage.getItem("kk-view");
    if (kept) document.documentElement.dataset.kkView = kept;
    this.heading = make("h1", { class: "kk-unseen" });
    this.root.append(this.heading);
    for (const name of ["skip", "search", "chips", "filters", "places", "card", "list", "switch"]) {
      this.parts[name] = make(name === "filters" ? "dialog" : "div", { class: `kk-${name}` });
      this.root.append(this.parts[name]);
    }
    this.parts.filters.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (this.filtersOpen) this.toggleFilters();
    });
    phone.addEventListener("change", () => { if (this.filtersOpen) this.openFilters(); });
    // always the same node: a region that is made anew is not read out
    this.status = make("p", { class: "kk-unseen", role: "status" });
    this.root.append(this.status);
    parent.append(this.root);
    document.addEventListener("pointerdown", ({ target }) => {
      const menu = this.root.querySelector(".kk-download[open]");
      if (menu && !menu.contains(target)) menu.open = false;
    });
  }

  show(data) {
    const before = this.data;
    this.data = data;
    // asked for all at once, before anything changes: each later question would lay out the page
    this.scrolled = Object.fromEntries(Object.entries(this.parts).map(([name, part]) => [name, part.scrollTop]));
    if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;
    if (document.title !== data.title) document.title = data.title;
    this.wear();
    this.root.dataset.token = data.token;
    this.root.dataset.drawn = Number(this.root.dataset.drawn || 0) + 1;
    this.heading.textContent = data.title;
    this.parts.filters.setAttribute("aria-label", data.words["filter.open"]);
    if (before) this.announce(before);
    this.part("skip", data.words, () => this.skip());
    this.search();
    this.part("chips", [data.chips, data.q, data.lang], () => this.chips());
    this.drawFilters();
    this.part("places", [data.places, data.lang], () => this.places());
    this.part("card", [data.card, data.open, data.lang], () => this.card());
    this.part("list", [data.list, data.lang, data.open === "town"], () => this.list());
    this.part("switch", data.lang, () => this.switcher());
    if (before && before.open !== data.open) this.opened(before);
    if (this.toList) {  // the list changed because of what was pressed elsewhere: bring it into sight
      this.toList = false;
      const title = this.parts.list.querySelector("h2");
      title?.scrollIntoView({ block: "start" });
      title?.focus({ preventScroll: true });
    }
  }

  // Says how many records there are after each change of what is shown, even if it is the same number.
  announce(before) {
    const [then, now] = [before, this.data].map(({ list, chips, q }) => JSON.stringify([list.rows, list.count, list.untimed, chips, q]));
    const changed = [before, this.data].map(({ card }) => card?.sections.find(({ since }) => since)?.title);
    const words = then !== now ? [this.data.list.count, this.data.list.untimed].filter(Boolean).join(". ")
      : changed[1] && changed[0] !== changed[1] ? changed[1] : "";
    if (words) this.status.textContent = this.status.textContent === words ? `${words}\u00a0` : words;
  }

  // Streamlit gives its colours to components only; header, map and sheet need them too.
  wear() {
    const given = getComputedStyle(this.root);
    for (const name of ["primary", "background", "secondary-background", "text", "border"]) {
      const colour = given.getPropertyValue(`--st-${name}-color`);
      if (colour) document.documentElement.style.setProperty(`--kk-${name}`, colour);
    }
  }

  // Draws a part anew only when its data changed; focus stays where it was.
  part(name, content, body) {
    const text = JSON.stringify(content);
    if (this.drawn[name] === text) return;
    this.drawn[name] = text;
    const focused = document.activeElement?.closest?.("[data-at]")?.dataset.at;
    const inside = this.parts[name].contains(document.activeElement);
    this.parts[name].replaceChildren(...[body()].flat().filter(Boolean));
    if (this.scrolled[name]) this.parts[name].scrollTop = this.scrolled[name];
    if (inside && focused) this.parts[name].querySelector(`[data-at="${CSS.escape(focused)}"]`)?.focus();
  }

  skip() {
    const link = (word, at, go) => make("a", { href: `#${at}`, "data-at": `skip ${at}`, onclick: (event) => { event.preventDefault(); go(); } }, this.data.words[word]);
    return [
      link("app.skip", "kk-list", () => { this.view("list"); this.parts.list.querySelector("h2")?.focus(); }),
      link("app.skip_map", "kk-map", () => {
        this.view("map");
        const frame = document.querySelector(".st-key-map_side iframe");
        (frame?.contentDocument?.getElementById("map_div") || frame)?.focus();
      }),
    ];
  }

  // The field is made once: replacing it would take the letters a person is typing.
  search() {
    const { words, q } = this.data;
    if (!this.field) {
      let waiting = null;
      const send = () => { clearTimeout(waiting); this.act({ q: this.field.value }); };
      this.field = make("input", {
        type: "search", class: "kk-field", "data-at": "q", maxlength: 200, autocomplete: "off", enterkeyhint: "search",
        oninput: () => { clearTimeout(waiting); waiting = setTimeout(send, TYPING_PAUSE_MS); },
        onkeydown: (event) => { if (event.key === "Enter") send(); },
      });
      this.field.value = q;
      this.opener = make("button", { type: "button", class: "kk-button", "data-at": "filters", onclick: () => this.toggleFilters() });
      this.parts.search.append(make("label", { class: "kk-search-box" }, glyph(GLYPHS.search), this.field), this.opener);
    }
    this.field.placeholder = words["search.hint"];
    this.field.setAttribute("aria-label", words["search.label"]);
    if (document.activeElement !== this.field) this.field.value = q;
    this.opener.replaceChildren(glyph(GLYPHS.filter), words["filter.open"]);
    this.opener.setAttribute("aria-expanded", String(this.filtersOpen));
  }

  toggleFilters() {
    this.filtersOpen = !this.filtersOpen;
    this.search();
    this.drawFilters();
    if (this.filtersOpen) {
      this.openFilters();
      return;
    }
    this.parts.filters.close();
    this.root.append(this.status);
    this.opener.focus();
  }

  // On a phone the filters are a sheet of their own, from which the focus does not leave; what is
  // outside of it is not read out, so the count is announced inside.
  openFilters() {
    const sheet = this.parts.filters;
    if (sheet.open) sheet.close();
    if (phone.matches) sheet.showModal();
    else sheet.show();
    (phone.matches ? sheet : this.root).append(this.status);
    sheet.querySelector("button")?.focus();
  }

  drawFilters() {
    const { filters, hours, lang, list } = this.data;
    this.part("filters", [filters, hours, lang, list.count, this.filtersOpen], () => this.filters());
    if (this.filtersOpen && phone.matches) this.parts.filters.append(this.status);
  }

  chips() {
    const { chips, words, q } = this.data;
    if (!chips.length && !q) return null;
    const items = chips.map(({ name, key, label }) => make("button", {
      type: "button", class: "kk-chip", "data-at": `chip ${name} ${key}`,
      "aria-label": words["filter.remove"].replace("{name}", label),
      onclick: () => this.act({ toggle: [name, key] }),
    }, make("bdi", {}, label), glyph(GLYPHS.close)));
    if (q) {
      items.unshift(make("button", {
        type: "button", class: "kk-chip", "data-at": "chip q", "aria-label": `${words["search.clear"]}: ${q}`,
        onclick: () => { this.field.value = ""; this.act({ q: "" }); },
      }, make("bdi", {}, `“${q}”`), glyph(GLYPHS.close)));
    }
    items.push(make("button", { type: "button", class: "kk-plain", "data-at": "clear", onclick: () => { this.field.value = ""; this.field.focus(); this.act({ clear: true }); } }, words["filter.clear"]));
    return items;
  }

  filters() {
    if (!this.filtersOpen) return null;
    const { filters, words, lang } = this.data;
    const number = new Intl.NumberFormat(lang);
    const groups = filters.filter(({ options }) => options.length).map(({ name, label, options }) =>
      make("fieldset", {}, make("legend", {}, label), make("div", { class: "kk-pills" }, options.map(([key, word, count, on]) =>
        make("button", {
          type: "button", class: "kk-pill", "aria-pressed": String(on), "data-at": `pill ${name} ${key}`,
          onclick: () => this.act({ toggle: [name, key] }),
        }, make("bdi", {}, word), make("span", { class: "kk-number" }, number.format(count)))))));
    const close = make("button", { type: "button", class: "kk-button kk-wide", "data-at": "close filters", onclick: () => this.toggleFilters() }, glyph(GLYPHS.close), words["filter.close"]);
    return make("section", {},
      make("div", { class: "kk-sheet-head" }, close, make("p", { class: "kk-sheet-count" }, this.data.list.count)),
      groups.length || this.data.hours ? [groups, this.hours()] : make("p", {}, words["filter.empty"]));
  }

  // What is open now, or at a weekday and time to plan for.
  hours() {
    const { hours, lang } = this.data;
    if (!hours) return null;
    const [key, word, count, on] = hours.now;
    const day = make("select", { class: "kk-select", "aria-label": hours.day, "data-at": "hours day" }, hours.days.map(([one, name, chosen]) => make("option", { value: one, selected: chosen }, name)));
    const time = make("input", { type: "time", class: "kk-select", "aria-label": hours.time, value: hours.at, required: true, "data-at": "hours time" });
    return make("fieldset", {}, make("legend", {}, hours.label),
      make("div", { class: "kk-pills" }, make("button", {
        type: "button", class: "kk-pill", "aria-pressed": String(on), "data-at": `pill hours ${key}`, onclick: () => this.act({ toggle: ["hours", key] }),
      }, word, make("span", { class: "kk-number" }, new Intl.NumberFormat(lang).format(count)))),
      make("div", { class: "kk-time", role: "group", "aria-label": hours.other }, make("span", { class: "kk-sub" }, hours.other), day, time,
        make("button", { type: "button", class: hours.on ? "kk-button kk-strong" : "kk-button", "data-at": "hours show", onclick: () => { if (time.value) this.act({ hours: `${day.value}-${time.value}` }); } }, hours.show)));
  }

  places() {
    const { places, words } = this.data;
    if (!places.length) return null;
    return make("section", { "aria-label": words["search.areas"] }, make("h3", {}, words["search.areas"]),
      make("div", { class: "kk-pills" }, places.map(({ key, name }) => make("button", {
        type: "button", class: "kk-pill", "data-at": `place ${key}`, onclick: () => this.act({ area: key }),
      }, make("bdi", {}, name)))));
  }

  card() {
    const { card, words } = this.data;
    if (!card) return null;
    const said = make("span", { class: "kk-said", role: "status" });
    const close = make("button", { type: "button", class: "kk-icon", "data-at": "close card", "aria-label": words["card.close"], title: words["card.close"], onclick: () => this.act({ open: "" }) }, glyph(GLYPHS.close));
    const copy = make("button", { type: "button", class: "kk-button", "data-at": "copy", onclick: () => this.copy(said) }, glyph(GLYPHS.link), words["card.copy"]);
    const actions = (card.actions || []).map((action, place) => make("button", {
      type: "button", class: action.set ? "kk-button kk-strong" : "kk-button", "data-at": `action ${place}`,
      "aria-pressed": action.set ? String(Boolean(action.on)) : null,
      onclick: () => this.act(action.edit ? { edit: true } : action.page ? { page: true } : action.help ? { help: true } : action.clear ? { clear: true } : action.set ? { set: action.set } : { open: action.open }),
    }, action.label));
    return make("article", { "aria-labelledby": "kk-card-title" },
      make("header", {},
        card.sign ? sign(card.sign) : null,
        make("div", { class: "kk-heading" },
          card.eyebrow ? make("p", { class: "kk-eyebrow" }, card.eyebrow) : null,
          make("h2", { id: "kk-card-title", tabindex: "-1", "data-at": "card title" }, make("bdi", {}, card.title)),
          card.tag ? make("p", { class: "kk-tag", title: card.tag_hint || null }, card.tag) : null),
        close),
      card.lead ? make("p", { class: "kk-lead" }, make("bdi", {}, card.lead)) : null,
      card.facts.length ? make("dl", {}, card.facts.map(([name, value]) => [make("dt", {}, name), make("dd", {}, make("bdi", {}, value))])) : null,
      make("div", { class: "kk-actions" }, actions, copy, said),
      card.sections.map((section, place) => this.section(section, place)));
  }

  section({ title, lines, note, folded, since }, place) {
    const body = [since ? this.chooser(since) : null,
      lines.length ? make("ul", {}, lines.map((line, row) => this.line(line, `${place} ${row}`))) : null,
      note ? make("p", { class: "kk-note" }, note) : null];
    if (folded) return make("details", { open: Boolean(since?.day) }, make("summary", { "data-at": `section ${place}` }, title), body);
    return make("section", {}, make("h3", {}, title), body);
  }

  // The day since when changes are told.
  chooser({ day, first, last, label, ways }) {
    return make("div", { class: "kk-since" },
      make("div", { class: "kk-pills" }, ways.map(([value, word, on]) => make("button", {
        type: "button", class: "kk-pill", "aria-pressed": String(on), "data-at": `since ${value}`, onclick: () => this.act({ toggle: ["since", value] }),
      }, word))),
      make("label", {}, make("span", { class: "kk-sub" }, label), make("input", {
        // a year that is still being typed is too early and asks for nothing
        type: "date", class: "kk-select", min: first, max: last, value: day, "data-at": "since day",
        onchange: ({ target }) => { if (target.validity.valid) this.act({ since: target.value }); },
      })));
  }

  line(line, at) {
    if (line.heading) return make("li", { class: "kk-line-heading" }, line.heading, line.count === undefined ? null : make("span", { class: "kk-number" }, line.count));
    const words = [
      line.sign ? sign(line.sign) : null,
      make("span", { class: "kk-line-words" }, make("bdi", {}, line.text), line.sub ? make("span", { class: "kk-sub" }, make("bdi", {}, line.sub)) : null),
      line.count !== undefined ? make("span", { class: "kk-number" }, String(line.count)) : null,
    ];
    const attributes = { class: "kk-line", "data-at": `line ${at}` };
    const item = (node) => make("li", { class: [line.indent ? "kk-indent" : "", line.quiet ? "kk-quiet" : ""].join(" ").trim() || null }, node);
    if (line.open) return item(make("button", { type: "button", ...attributes, onclick: () => this.act({ open: line.open }) }, words));
    if (line.set) return item(make("button", { type: "button", ...attributes, onclick: () => { this.toList = true; this.act({ set: line.set }); } }, words));
    if (line.href) return item(make("a", { ...attributes, href: line.href, target: "_blank", rel: "noopener noreferrer nofollow" }, words));
    return item(make("span", attributes, words));
  }

  async copy(said) {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = this.data.words["card.copied"];
    } catch {
      said.textContent = this.data.words["card.copy_failed"];
    }
  }

  list() {
    const { list, words } = this.data;
    const sorts = make("select", { class: "kk-select", "data-at": "sort", "aria-label": words["list.sort"], onchange: (event) => this.act({ sort: event.target.value }) },
      list.sorts.map(([key, word]) => make("option", { value: key, selected: key === list.sort }, word)));
    const head = make("div", { class: "kk-list-head" },
      make("div", { class: "kk-list-title" },
        make("h2", { id: "kk-list", tabindex: "-1", "data-at": "list title" }, list.count),
        make("button", { type: "button", class: "kk-plain", "data-at": "town", "aria-pressed": String(this.data.open === "town"), onclick: () => this.act({ open: this.data.open === "town" ? "" : "town" }) }, list.town)),
      list.placeless ? make("p", { class: "kk-sub" }, list.placeless) : null,
      list.untimed ? make("p", { class: "kk-sub" }, list.untimed) : null,
      list.note ? make("p", { class: "kk-note" }, list.note) : null,
      make("div", { class: "kk-list-tools" }, sorts, this.downloads()));
    if (list.empty) return [head, make("p", { class: "kk-empty" }, list.empty, " ", list.hint)];
    const rows = make("ul", { class: "kk-rows", "aria-label": words["list.label"] }, list.rows.map(([id, name, sub, mark, on]) =>
      make("li", {}, make("button", {
        type: "button", class: "kk-row", "data-at": `row ${id}`, "data-id": id, "aria-pressed": String(on),
        onclick: () => this.act({ open: on ? "" : id }),
      }, sign(mark), make("span", { class: "kk-line-words" }, make("bdi", {}, name), make("span", { class: "kk-sub" }, make("bdi", {}, sub)))))));
    const turn = (word, page, path, at) => make("button", {
      type: "button", class: "kk-button", "data-at": at, disabled: page < 1 || page > list.pages, onclick: () => { this.toList = true; this.act({ page }); },
    }, glyph(path), words[word]);
    const pager = list.pages > 1 ? make("nav", { class: "kk-pager", "aria-label": words["list.label"] },
      turn("list.previous", list.page - 1, GLYPHS.back, "previous"), make("span", {}, list.range), turn("list.next", list.page + 1, GLYPHS.next, "next")) : null;
    return [head, rows, pager];
  }

  // A disclosure of plain links: the browser's own keys work in it; Escape, a choice and a press
  // elsewhere close it.
  downloads() {
    const { list, words } = this.data;
    const opener = make("summary", { class: "kk-button", "data-at": "download" }, glyph(GLYPHS.down), words["export.menu"]);
    const close = () => { menu.open = false; opener.focus(); };
    const menu = make("details", {
      class: "kk-download",
      onkeydown: (event) => { if (event.key === "Escape" && menu.open) { event.stopPropagation(); close(); } },
    }, opener, make("div", {},
      make("ul", {}, list.downloads.forms.map(([form, word, path]) => make("li", {}, make("a", {
        class: "kk-line", href: new URL(`${path}?${list.downloads.query}`, document.baseURI).href, download: "", "data-at": `download ${form}`, onclick: close,
      }, word)))),
      make("p", { class: "kk-note" }, words["export.note"])));
    return menu;
  }

  // Escape closes what was opened last: the filters, else the card.
  escape(event) {
    if (event.key !== "Escape" || event.target === this.field) return;
    event.preventDefault();
    if (this.filtersOpen) this.toggleFilters();
    else if (this.data.open) this.act({ open: "" });
  }

  // On a narrow screen list and map share the place; which one shows is no business of the server.
  switcher() {
    const { words } = this.data;
    const now = document.documentElement.dataset.kkView || "list";
    return make("div", { role: "group" }, ["list", "map"].map((name) => make("button", {
      type: "button", "aria-pressed": String(now === name), "data-at": `view ${name}`, onclick: () => this.view(name),
    }, glyph(GLYPHS[name]), words[`view.${name}`])));
  }

  view(name) {
    document.documentElement.dataset.kkView = name;
    sessionStorage.setItem("kk-view", name);
    this.drawn.switch = null;
    this.part("switch", this.data.lang, () => this.switcher());
  }

  // What was picked on the map is brought into sight; what was opened here keeps the focus.
  opened(before) {
    const here = this.root.contains(document.activeElement);
    if (this.data.open) {
      this.parts.card.querySelector("article")?.scrollIntoView({ block: "start" });
      if (here) this.parts.card.querySelector("h2")?.focus({ preventScroll: true });
    } else if (here || document.activeElement === document.body) {
      const from = before.open === "town" ? '[data-at="town"]' : `[data-id="${CSS.escape(before.open)}"]`;
      this.parts.list.querySelector(from)?.focus();
    }
  }
}
