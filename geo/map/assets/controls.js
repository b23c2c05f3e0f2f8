// What stands on the map and is reached by keyboard: buttons, legend, popup, tooltip.
// Every word comes from the words layer and enters the page through textContent.
"use strict";

window.communityControls = (() => {
  const FAMILIES = ["physical", "institutions", "associations", "individuals", "economy", "stories"];
  const STATES = ["current", "old", "planned", "closed"];
  const ICONS = {
    zoom_in: "M12 5v14M5 12h14",
    zoom_out: "M5 12h14",
    home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
    locate: "M12 3v4M12 17v4M3 12h4M17 12h4M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7",
    full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  };

  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null) node.setAttribute(name, value);
    }
    for (const child of children) node.append(child);
    return node;
  }

  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  function swatch(theme, kind, family, state) {
    const canvas = element("canvas", { class: "cm-swatch", width: 44, height: 44, "aria-hidden": "true" });
    const pen = canvas.getContext("2d");
    const look = communityCanvas.THEMES[theme] || communityCanvas.THEMES.light;
    pen.scale(2, 2);
    if (kind === 2) {
      pen.fillStyle = look.ink;
      for (const [x, y] of [[5, 6], [13, 5], [9, 11], [17, 11], [5, 16], [13, 17]]) {
        pen.beginPath(); pen.arc(x, y, 1.5, 0, Math.PI * 2); pen.fill();
      }
    } else {
      communityCanvas.sign(pen, 11, 11, 7, kind, family, state, look.ink, look.card);
    }
    return canvas;
  }

  function buttons(actions) {
    const bar = element("div", { class: "cm-buttons", role: "toolbar", "data-word": "map.tools" });
    for (const [name, act] of Object.entries(actions)) {
      bar.append(element("button", { type: "button", class: "cm-button", "data-word": `map.${name}`, onclick: act }, icon(ICONS[name])));
    }
    return bar;
  }

  function say(root, words) {
    for (const node of root.querySelectorAll("[data-word]")) {
      const word = words[node.dataset.word] || "";
      node.setAttribute("aria-label", word);
      if (node.tagName === "BUTTON") node.title = word;
    }
  }

  // The legend is the layer switch: one checkbox a kind, with the number it would show.
  function legend(root, { patch, words, theme, folded, onFold, onToggle }) {
    const focused = document.activeElement && document.activeElement.dataset.legend;
    const narrow = root.replaceChildren();
    const title = words[folded ? "legend.show" : "legend.title"] || "";
    root.setAttribute("aria-label", words["legend.title"] || "");
    root.append(element("button", {
      type: "button", class: "cm-legend-title", "aria-expanded": String(!folded), "data-legend": "fold",
      // redrawing takes this button out of the page while the click still climbs to the map
      onclick: (event) => { event.stopPropagation(); onFold(!folded); },
    }, title));
    if (!folded) {
      const kinds = element("ul", { class: "cm-kinds" });
      communityCanvas.KINDS.forEach((kind, code) => {
        const box = element("input", { type: "checkbox", "data-legend": kind, onchange: () => onToggle(kind) });
        box.checked = patch.on[code];
        const label = element("span", { class: "cm-word" });
        label.textContent = words[`kind.${kind}`];
        const number = element("span", { class: "cm-number" });
        number.textContent = new Intl.NumberFormat(patch.lang).format(patch.count[code]);
        kinds.append(element("li", {}, element("label", {}, box, swatch(theme, code, -1, code === 2 ? 0 : 2), label, number)));
      });
      root.append(kinds);
      const families = element("ul", { class: "cm-families" });
      FAMILIES.forEach((family, code) => {
        const item = element("li", {}, swatch(theme, 0, code, 0));
        item.append(words[`family.${family}`] || family);
        families.append(item);
      });
      const states = element("ul", { class: "cm-families" });
      for (const state of STATES.slice(1)) {
        const item = element("li", {}, swatch(theme, 0, 1, STATES.indexOf(state)));
        item.append(words[`legend.${state}`] || "");
        states.append(item);
      }
      for (const word of ["cluster", "approximate", "need"]) states.append(element("li", { class: "cm-plain" }, words[`legend.${word}`] || ""));
      const wide = patch.needs.filter(([code]) => code < 0).reduce((sum, row) => sum + row[3], 0);
      const more = element("details", { open: root.dataset.more === "yes" },
        element("summary", { "data-legend": "more" }, words["legend.states"] || ""),
        element("p", {}, words["legend.families"] || ""), families, states);
      more.addEventListener("toggle", () => { root.dataset.more = more.open ? "yes" : "no"; });
      root.append(more);
      if (wide) root.append(element("p", { class: "cm-note" }, `${words["kind.problem"]}: ${words["legend.town_wide"].replace("{n}", wide)}`));
      if (words["legend.boundaries"]) root.append(element("p", { class: "cm-note" }, words["legend.boundaries"]));
    }
    if (focused) root.querySelector(`[data-legend="${CSS.escape(focused)}"]`)?.focus();
    return narrow;
  }

  function popupContent(open) {
    const box = element("div", { class: "cm-popup" });
    box.append(element("strong", {}, open.name));
    for (const line of open.lines) box.append(element("span", {}, line));
    return box;
  }

  // Several records in one place: a list of buttons instead of a fan of pins.
  function chooser(title, names, onPick) {
    const list = element("ul", {});
    names.forEach(([row, name]) => {
      list.append(element("li", {}, element("button", { type: "button", onclick: () => onPick(row) }, name)));
    });
    return element("div", { class: "cm-popup" }, element("strong", {}, title), list);
  }

  return { element, buttons, say, legend, popupContent, chooser };
})();
