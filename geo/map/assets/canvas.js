// One canvas for everything drawn: base map, areas, names, needs, signs and clusters.
// It draws what `communityMap` holds and answers what lies under a point of the screen.
"use strict";

window.communityCanvas = (() => {
  const PER_DEGREE = 1e5;
  const FAMILY_COLOURS = ["#009E73", "#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#D55E00"];
  const KINDS = ["resource", "group", "problem"];
  const THEMES = {
    light: {
      paper: "#EDEFEA", town: "#F7F6F1", water: "#CFE2EA", waterText: "#3C6E83", rail: "#8D949A",
      street: "#DAD5CA", streetText: "#6A655B", line: "#7E8A90", ink: "#1F2933", halo: "#FAFAF7",
      hover: "rgba(15,92,110,.10)", chosen: "#0F5C6E", chosenFill: "rgba(15,92,110,.08)",
      veil: "rgba(237,239,234,.66)", card: "#FFFFFF",
    },
    dark: {
      paper: "#14191D", town: "#20272C", water: "#1B3A48", waterText: "#8FBFD2", rail: "#6E7A82",
      street: "#343D43", streetText: "#A2ABA9", line: "#7B8890", ink: "#E8ECEA", halo: "#14191D",
      hover: "rgba(124,196,212,.16)", chosen: "#7CC4D4", chosenFill: "rgba(124,196,212,.12)",
      veil: "rgba(20,25,29,.66)", card: "#262E34",
    },
  };
  // Where a name may stand, in pixels from the middle of its area, the nearest first.
  const STEPS_ASIDE = [];
  for (let dx = -66; dx <= 66; dx += 22) for (let dy = -66; dy <= 66; dy += 11) STEPS_ASIDE.push([dx, dy]);
  STEPS_ASIDE.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  // Longitude and latitude as fractions of the Web Mercator square, so that any zoom is one
  // multiplication.
  const mercatorX = (lon) => (lon / PER_DEGREE + 180) / 360;
  const mercatorY = (lat) => {
    const sine = Math.sin(((lat / PER_DEGREE) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  function project(flat) {
    const out = new Float64Array(flat.length);
    for (let i = 0; i < flat.length; i += 2) {
      out[i] = mercatorX(flat[i]);
      out[i + 1] = mercatorY(flat[i + 1]);
    }
    return out;
  }

  function projectShapes(shapes) {
    return shapes.map((rings) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      const projected = rings.map((ring) => {
        const xy = project(ring);
        for (let i = 0; i < xy.length; i += 2) {
          box[0] = Math.min(box[0], xy[i]); box[1] = Math.min(box[1], xy[i + 1]);
          box[2] = Math.max(box[2], xy[i]); box[3] = Math.max(box[3], xy[i + 1]);
        }
        return xy;
      });
      return { rings: projected, box };
    });
  }

  function inside(shape, x, y) {
    if (x < shape.box[0] || x > shape.box[2] || y < shape.box[1] || y > shape.box[3]) return false;
    let odd = false;
    for (const ring of shape.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        if (ring[i + 1] > y !== ring[j + 1] > y &&
            x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) {
          odd = !odd;
        }
      }
    }
    return odd;
  }

  // Whether a box (left, top, right, bottom) touches none of the others.
  function isFree(box, others) {
    return !others.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
  }

  // Cells grow smaller as one comes nearer, so that clusters dissolve in time.
  const cellPixels = (zoom) => (zoom >= 17 ? 20 : zoom >= 15 ? 34 : 52);

  function clusters(signs, mask, zoom) {
    const scale = 256 * 2 ** zoom;
    const cell = cellPixels(zoom) / scale;
    const found = new Map();
    const count = signs.kind.length;
    for (let row = 0; row < count; row++) {
      if (mask && !(mask[row >> 3] & (1 << (row & 7)))) continue;
      const key = Math.floor(signs.x[row] / cell) * 67108864 + Math.floor(signs.y[row] / cell);
      const seen = found.get(key);
      if (seen) {
        seen.n++; seen.x += signs.x[row]; seen.y += signs.y[row];
        if (seen.family !== signs.family[row]) seen.family = -1;
        if (seen.kind !== signs.kind[row]) seen.kind = -1;
        if (seen.rows.length < 40) seen.rows.push(row);
        seen.box[0] = Math.min(seen.box[0], signs.x[row]); seen.box[1] = Math.min(seen.box[1], signs.y[row]);
        seen.box[2] = Math.max(seen.box[2], signs.x[row]); seen.box[3] = Math.max(seen.box[3], signs.y[row]);
      } else {
        found.set(key, {
          n: 1, x: signs.x[row], y: signs.y[row], family: signs.family[row], kind: signs.kind[row],
          rows: [row], box: [signs.x[row], signs.y[row], signs.x[row], signs.y[row]],
        });
      }
    }
    return [...found.values()].map((one) => ({ ...one, x: one.x / one.n, y: one.y / one.n }));
  }

  // A sign: shape is the kind, colour the family, fill the state.
  function sign(pen, x, y, radius, kind, family, state, ink, paper) {
    pen.beginPath();
    if (kind === 1) pen.roundRect(x - radius, y - radius, radius * 2, radius * 2, 3);
    else pen.arc(x, y, radius, 0, Math.PI * 2);
    pen.fillStyle = paper;
    pen.fill();
    if (state !== 2) {
      pen.save();
      if (state === 1) {  // old: only the lower half keeps the colour
        pen.clip();
        pen.beginPath();
        pen.rect(x - radius - 1, y, radius * 2 + 2, radius + 1);
      }
      pen.fillStyle = FAMILY_COLOURS[family] || "#9AA3A8";
      pen.fill();
      pen.restore();
      pen.beginPath();
      if (kind === 1) pen.roundRect(x - radius, y - radius, radius * 2, radius * 2, 3);
      else pen.arc(x, y, radius, 0, Math.PI * 2);
    }
    pen.lineWidth = 1.4;
    pen.strokeStyle = ink;
    pen.stroke();
    if (state === 3) {
      pen.beginPath();
      pen.moveTo(x - radius - 2, y + radius + 2);
      pen.lineTo(x + radius + 2, y - radius - 2);
      pen.lineWidth = 2;
      pen.stroke();
    }
  }

  const Layer = L.Layer.extend({
    initialize(model) { this.model = model; this.items = []; this.kept = {}; },

    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated community-canvas");
      this.canvas.setAttribute("aria-hidden", "true");
      map.getPanes().overlayPane.appendChild(this.canvas);
      this.pen = this.canvas.getContext("2d");
      this.draw();
    },
    onRemove() { this.canvas.remove(); },
    getEvents() {
      return { move: this.draw, zoomend: this.draw, resize: this.draw, viewreset: this.draw,
               zoomanim: this._glide };
    },
    _glide(event) {
      const map = this._map;
      const scale = map.getZoomScale(event.zoom, map.getZoom());
      const offset = map._latLngBoundsToNewLayerBounds(map.getBounds(), event.zoom, event.center).min;
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },

    // Pixel of the screen for a place in the Mercator square.
    _frame() {
      const map = this._map;
      const scale = 256 * 2 ** map.getZoom();
      const origin = map.getPixelBounds().min;
      return { scale, left: origin.x, top: origin.y, size: map.getSize() };
    },

    draw() {
      const { model, pen, canvas } = this;
      const frame = this._frame();
      const ratio = window.devicePixelRatio || 1;
      if (canvas.width !== frame.size.x * ratio || canvas.height !== frame.size.y * ratio) {
        canvas.width = frame.size.x * ratio;
        canvas.height = frame.size.y * ratio;
        canvas.style.width = `${frame.size.x}px`;
        canvas.style.height = `${frame.size.y}px`;
      }
      L.DomUtil.setTransform(canvas, this._map.containerPointToLayerPoint([0, 0]), 1);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const look = THEMES[model.theme] || THEMES.light;
      pen.clearRect(0, 0, frame.size.x, frame.size.y);
      if (!model.tiles) {
        pen.fillStyle = look.paper;
        pen.fillRect(0, 0, frame.size.x, frame.size.y);
      }
      this.items = [];
      this.taken = [];
      if (!model.base) return;
      if (!model.tiles) this._drawBase(frame, look);
      this._drawAreas(frame, look);
      if (model.preview) this._drawPreview(frame, look);
      else {
        this._drawSigns(frame, look);
        this._drawNames(frame, look);
      }
      this._drawHere(frame, look);
    },

    _path(shape, frame, closed) {
      const { pen } = this;
      pen.beginPath();
      for (const ring of shape.rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const x = ring[i] * frame.scale - frame.left, y = ring[i + 1] * frame.scale - frame.top;
          if (i) pen.lineTo(x, y); else pen.moveTo(x, y);
        }
        if (closed) pen.closePath();
      }
    },

    _drawBase(frame, look) {
      const { pen, model } = this;
      const zoom = this._map.getZoom();
      pen.lineJoin = pen.lineCap = "round";
      model.base.shapes.forEach((shape, place) => {
        const kind = model.base.kind[place];
        const closed = kind === "outline" || kind === "river" || kind === "lake";
        if (kind === "street" && zoom < 11.5) return;
        this._path(shape, frame, closed);
        if (closed) {
          pen.fillStyle = kind === "outline" ? look.town : look.water;
          pen.fill("evenodd");
        } else if (kind === "railway") {
          pen.setLineDash([]);
          pen.strokeStyle = look.rail; pen.lineWidth = 2.4; pen.stroke();
          pen.setLineDash([6, 6]);
          pen.strokeStyle = look.town; pen.lineWidth = 1.2; pen.stroke();
          pen.setLineDash([]);
        } else {
          pen.strokeStyle = look.street;
          pen.lineWidth = kind === "bridge" ? 4 : Math.max(1.5, (zoom - 11) * 1.4);
          pen.stroke();
        }
      });
    },

    _drawAreas(frame, look) {
      const { pen, model } = this;
      const narrowed = model.patch.only.length > 0;
      model.areas.shapes.forEach((shape, code) => {
        this._path(shape, frame, true);
        const chosen = code === model.patch.area;
        if (narrowed && !model.patch.only.includes(code)) {
          pen.fillStyle = look.veil;
          pen.fill("evenodd");
        }
        if (chosen || code === model.hovered) {
          pen.fillStyle = chosen ? look.chosenFill : look.hover;
          pen.fill("evenodd");
        }
        pen.strokeStyle = look.line;
        pen.lineWidth = 1;
        // every border is drawn, none is official: dashes say approximate
        pen.setLineDash(model.areas.approximate[code] ? [5, 3] : []);
        pen.stroke();
        pen.setLineDash([]);
      });
      for (const [code, , , needs] of model.patch.needs) if (code >= 0 && needs) this._sprinkle(code, frame, look);
      if (model.patch.area !== null) {
        this._path(model.areas.shapes[model.patch.area], frame, true);
        pen.strokeStyle = look.chosen;
        pen.lineWidth = 3;
        pen.stroke();
      }
    },

    // What is not saved yet: firm outlines with names, numbered marks, points by what becomes of them.
    _drawPreview(frame, look) {
      const { pen, model } = this;
      const { outlines, marks, names, label, points } = model.preview;
      const at = (x, y) => [x * frame.scale - frame.left, y * frame.scale - frame.top];
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      for (const shape of outlines) {
        this._path(shape, frame, true);
        pen.fillStyle = look.chosenFill;
        pen.fill("evenodd");
        pen.lineWidth = 2; pen.strokeStyle = look.chosen; pen.stroke();
      }
      points.x.forEach((x, place) => {
        const [left, top] = at(x, points.y[place]);
        const state = points.state[place];
        pen.beginPath();
        if (state === 3) { pen.moveTo(left - 5, top - 5); pen.lineTo(left + 5, top + 5); pen.moveTo(left + 5, top - 5); pen.lineTo(left - 5, top + 5); }
        else if (state === 1) pen.rect(left - 4.5, top - 4.5, 9, 9);
        else pen.arc(left, top, 5, 0, Math.PI * 2);
        pen.fillStyle = state === 0 ? look.chosen : look.card;
        if (state !== 3) pen.fill();
        pen.lineWidth = 1.8; pen.strokeStyle = look.ink; pen.stroke();
      });
      pen.font = "600 13px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
      names.forEach((name, place) => {
        const [x, y] = at(mercatorX(label[place][0]), mercatorY(label[place][1]));
        const half = pen.measureText(name).width / 2 + 2;
        if (this._free([x - half, y - 9, x + half, y + 9])) this._write(name, x, y, look, look.ink);
      });
      marks.forEach((shape, place) => {
        this._path(shape, frame, false);
        pen.lineWidth = 4; pen.strokeStyle = look.ink; pen.stroke();
        const [x, y] = at((shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2);
        pen.beginPath();
        pen.arc(x, y, 11, 0, Math.PI * 2);
        pen.fillStyle = look.card; pen.fill();
        pen.lineWidth = 2; pen.stroke();
        pen.fillStyle = look.ink;
        pen.fillText(String(place + 1), x, y + 0.5);
      });
    },

    // Needs have no place: ink dots spread evenly over the whole area.
    _sprinkle(code, frame, look) {
      const { pen, model } = this;
      const shape = model.areas.shapes[code];
      pen.save();
      this._path(shape, frame, true);
      pen.clip("evenodd");
      pen.fillStyle = look.ink;
      pen.globalAlpha = 0.55;
      const step = 18;
      const x0 = shape.box[0] * frame.scale - frame.left, y0 = shape.box[1] * frame.scale - frame.top;
      const x1 = Math.min(shape.box[2] * frame.scale - frame.left, frame.size.x);
      const y1 = Math.min(shape.box[3] * frame.scale - frame.top, frame.size.y);
      pen.beginPath();
      for (let y = y0 + Math.max(0, Math.floor(-y0 / step)) * step, odd = 0; y < y1; y += step, odd ^= 1) {
        for (let x = x0 + Math.max(0, Math.floor(-x0 / step)) * step + (odd * step) / 2; x < x1; x += step) {
          pen.moveTo(x + 1.3, y);
          pen.arc(x, y, 1.3, 0, Math.PI * 2);
        }
      }
      pen.fill();
      pen.restore();
    },

    _clusters() {
      const { model } = this;
      const zoom = Math.round(this._map.getZoom());
      if (this.kept.zoom !== zoom || this.kept.mask !== model.mask || this.kept.signs !== model.signs) {
        const found = model.mask === "none" ? [] : clusters(model.signs, model.mask === "all" ? null : model.mask, zoom);
        this.kept = { zoom, mask: model.mask, signs: model.signs, found };
      }
      return this.kept.found;
    },

    _drawSigns(frame, look) {
      const { pen, model } = this;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      const picked = model.patch.open ? model.patch.open.row : null;
      let ring = null;
      for (const one of this._clusters()) {
        const x = one.x * frame.scale - frame.left, y = one.y * frame.scale - frame.top;
        if (x < -30 || y < -30 || x > frame.size.x + 30 || y > frame.size.y + 30) continue;
        const radius = one.n === 1 ? 8 : one.n < 10 ? 12 : one.n < 100 ? 15 : one.n < 1000 ? 19 : 23;
        if (one.n === 1) {
          const row = one.rows[0];
          sign(pen, x, y, radius, one.kind, one.family, model.signs.state[row], look.ink, look.card);
        } else {
          pen.beginPath();
          pen.arc(x, y, radius, 0, Math.PI * 2);
          pen.fillStyle = look.card;
          pen.fill();
          pen.lineWidth = one.family >= 0 ? 3.5 : 1.5;
          pen.strokeStyle = one.family >= 0 ? FAMILY_COLOURS[one.family] : look.ink;
          pen.stroke();
          if (one.family >= 0) {
            pen.beginPath();
            pen.arc(x, y, radius + 2, 0, Math.PI * 2);
            pen.lineWidth = 1; pen.strokeStyle = look.ink; pen.stroke();
          }
          pen.fillStyle = look.ink;
          pen.font = `600 ${one.n < 1000 ? 13 : 11}px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif`;
          pen.fillText(String(one.n), x, y + 0.5);
        }
        if (picked !== null && one.rows.includes(picked)) ring = { x, y, radius };
        this.items.push({ type: one.n === 1 ? "sign" : "cluster", x, y, radius, one });
        this.taken.push([x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3]);
      }
      if (ring) {
        pen.beginPath();
        pen.arc(ring.x, ring.y, ring.radius + 5, 0, Math.PI * 2);
        pen.lineWidth = 3; pen.strokeStyle = look.chosen; pen.stroke();
      }
    },

    _free(box) {
      if (!isFree(box, this.taken)) return false;
      this.taken.push(box);
      return true;
    },

    _write(text, x, y, look, colour) {
      const { pen } = this;
      pen.lineWidth = 3.5;
      pen.lineJoin = "round";
      pen.strokeStyle = look.halo;
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    },

    _drawNames(frame, look) {
      const { pen, model } = this;
      const loose = new Map(model.patch.loose.map(([code, ...counts]) => [code, counts]));
      const names = model.areas[model.lang] || model.areas.lv;
      const font = (code) => `${code === model.patch.area ? 700 : 600} 13px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif`;
      const order = names.map((_, code) => code).sort((a, b) =>
        (b === model.patch.area) - (a === model.patch.area) || this._width(b) - this._width(a));
      const areas = [];
      for (const code of order) {
        const [lon, lat] = model.areas.label[code];
        const x = mercatorX(lon) * frame.scale - frame.left, y = mercatorY(lat) * frame.scale - frame.top;
        if (x < -80 || y < -40 || x > frame.size.x + 80 || y > frame.size.y + 40) continue;
        pen.font = font(code);
        const half = pen.measureText(names[code]).width / 2 + 2;
        const counts = loose.get(code);
        areas.push({ code, x, y, half, counts, chip: counts ? this._chipWidth(counts) / 2 : 0, shape: model.areas.shapes[code] });
      }
      const { written, chips } = this._place(areas, frame);
      this.written = written.map(({ box }) => box);
      for (const one of written) {
        pen.font = font(one.code);
        this._write(names[one.code], one.x, one.y, look, look.ink);
      }
      for (const one of chips) this._chip(one.code, one.counts, one.x, one.y, look);
      if (!model.tiles) this._drawBaseNames(frame, look, this._map.getZoom());
    },

    // Names and chips step aside for signs and for each other. A chip with a number is always
    // drawn, and never over a name: where there is no room it is the name that stays away.
    _place(areas, frame) {
      const written = [], chips = [];
      const boxOf = ({ x, y }, half, high) => [x - half, y - high, x + half, y + high];
      // the nearest spot where a box of this size is free of what is there already
      const spot = (area, half, [top, bottom], there, within = true) => {
        const found = STEPS_ASIDE.find(([dx, dy]) =>
          (!within || inside(area.shape, (area.x + dx + frame.left) / frame.scale, (area.y + dy + frame.top) / frame.scale)) &&
          isFree([area.x + dx - half, area.y + dy + top, area.x + dx + half, area.y + dy + bottom], there));
        return found && { ...area, x: area.x + found[0], y: area.y + found[1] };
      };
      const put = (list, one, half, high) => {
        const box = boxOf(one, half, high);
        this.taken.push(box);
        list.push({ ...one, box });
      };
      const name = (area) => {
        const at = spot(area, area.half, [-9, 9], this.taken);
        if (at) put(written, at, area.half, 9);
      };
      const alone = [];
      for (const area of areas.filter((one) => one.chip)) {
        const at = spot(area, Math.max(area.half, area.chip), [-9, 31], this.taken);
        if (!at) { alone.push(area); continue; }
        put(written, at, area.half, 9);
        put(chips, { ...at, y: at.y + 20 }, area.chip, 10);
      }
      for (const area of alone) {
        const texts = [...written, ...chips].map((one) => one.box);
        const tries = [[this.taken, true], [texts, true], [texts, false]];
        const at = tries.reduce((found, [there, within]) => found || spot(area, area.chip, [-10, 10], there, within), null);
        put(chips, at || area, area.chip, 10);
      }
      alone.forEach(name);
      areas.filter((one) => !one.chip).forEach(name);
      const covered = chips.map((one) => one.box);
      return { written: written.filter(({ box }) => isFree(box, covered)), chips };
    },

    _width(code) {
      const { box } = this.model.areas.shapes[code];
      return box[2] - box[0];
    },

    // Records that are known to be somewhere in the area: a dashed chip with their number.
    _chip(code, counts, x, y, look) {
      const { pen } = this;
      const [parts, widths] = this._chipParts(counts);
      const width = widths.reduce((sum, one) => sum + one, 8);
      pen.beginPath();
      pen.roundRect(x - width / 2, y - 10, width, 20, 10);
      pen.fillStyle = look.card;
      pen.fill();
      pen.setLineDash([3, 2]);
      pen.lineWidth = 1.2; pen.strokeStyle = look.ink; pen.stroke();
      pen.setLineDash([]);
      let left = x - width / 2 + 6;
      parts.forEach(([kind, n], place) => {
        pen.beginPath();
        if (kind === 1) pen.roundRect(left + 2, y - 4.5, 9, 9, 2);
        else pen.arc(left + 6.5, y, 4.5, 0, Math.PI * 2);
        pen.strokeStyle = look.ink; pen.lineWidth = 1.4; pen.stroke();
        pen.textAlign = "left";
        pen.fillStyle = look.ink;
        pen.fillText(String(n), left + 15, y + 0.5);
        left += widths[place];
      });
      pen.textAlign = "center";
      this.items.push({ type: "chip", x, y, radius: width / 2, height: 12, code });
    },

    _chipParts(counts) {
      const parts = counts.slice(0, 2).map((n, kind) => [kind, n]).filter(([, n]) => n);
      this.pen.font = "600 12px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
      return [parts, parts.map(([, n]) => 20 + this.pen.measureText(String(n)).width)];
    },

    _chipWidth(counts) {
      const [parts, widths] = this._chipParts(counts);
      return parts.length ? widths.reduce((sum, one) => sum + one, 8) : 0;
    },

    _drawBaseNames(frame, look, zoom) {
      const { pen, model } = this;
      const names = model.base[model.lang];
      model.base.shapes.forEach((shape, place) => {
        const name = names[place] || model.base.lv[place];
        const kind = model.base.kind[place];
        if (!name || kind === "outline" || (kind === "street" && zoom < 13.5)) return;
        const water = kind === "river" || kind === "lake";
        pen.font = `${water ? "italic " : ""}${water ? 13 : 11}px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif`;
        const half = pen.measureText(name).width / 2;
        for (const at of kind === "lake" ? [null] : [0.5, 0.3, 0.7, 0.15, 0.85]) {
          const ring = shape.rings[0];
          const i = at === null ? 0 : Math.floor((ring.length / 2) * (kind === "river" ? at / 2 : at)) * 2;
          const mx = at === null ? (shape.box[0] + shape.box[2]) / 2 : ring[i];
          const my = at === null ? (shape.box[1] + shape.box[3]) / 2 : ring[i + 1];
          const x = mx * frame.scale - frame.left, y = my * frame.scale - frame.top;
          if (x < half || y < 8 || x > frame.size.x - half || y > frame.size.y - 8) continue;
          if (this._free([x - half, y - 8, x + half, y + 8])) {
            this._write(name, x, y, look, water ? look.waterText : look.streetText);
            break;
          }
        }
      });
    },

    _drawHere(frame, look) {
      const { here } = this.model;
      if (!here) return;
      const { pen } = this;
      const x = mercatorX(here.lng * PER_DEGREE) * frame.scale - frame.left;
      const y = mercatorY(here.lat * PER_DEGREE) * frame.scale - frame.top;
      pen.beginPath(); pen.arc(x, y, 8, 0, Math.PI * 2);
      pen.fillStyle = look.chosen; pen.fill();
      pen.lineWidth = 3; pen.strokeStyle = look.card; pen.stroke();
    },

    // What lies under a pixel of the map: a sign, cluster or chip, else an area, else nothing.
    hit(point, reach = 4) {
      let best = null;
      for (const item of this.items) {
        const dx = Math.abs(item.x - point.x), dy = Math.abs(item.y - point.y);
        const near = item.height ? dx <= item.radius + reach && dy <= item.height + reach
          : Math.hypot(dx, dy) <= item.radius + reach;
        if (near && (!best || Math.hypot(dx, dy) < best.away)) best = { ...item, away: Math.hypot(dx, dy) };
      }
      return best || this.areaAt(point);
    },

    areaAt(point) {
      if (!this.model.areas) return null;
      const frame = this._frame();
      const x = (point.x + frame.left) / frame.scale, y = (point.y + frame.top) / frame.scale;
      const code = this.model.areas.shapes.findIndex((shape) => inside(shape, x, y));
      return code < 0 ? null : { type: "area", code };
    },

    latLng(x, y) {
      const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
      return L.latLng(lat, x * 360 - 180);
    },
    bounds(box) { return L.latLngBounds(this.latLng(box[0], box[3]), this.latLng(box[2], box[1])); },
  });

  return { Layer, projectShapes, mercatorX, mercatorY, sign, FAMILY_COLOURS, KINDS, THEMES, PER_DEGREE };
})();
