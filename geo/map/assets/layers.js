// Layers by address: the newest of each name is held, and the next is asked for as what differs
// from it. Whatever does not fit is thrown away and the whole layer is fetched instead.
"use strict";

window.communityLayers = (() => {
  const held = new Map();

  // One value a row: some of the earlier rows have gone, others have come in between.
  function splice(earlier, { removed, at }, came) {
    const gone = new Set(removed);
    const values = earlier.filter((_, row) => !gone.has(row));
    at.forEach((row, place) => values.splice(row, 0, came[place]));
    return values;
  }

  function follow(earlier, difference) {
    const columns = {};
    for (const [name, came] of Object.entries(difference.columns)) {
      columns[name] = splice(earlier[name] || [], difference, came);
    }
    return columns;
  }

  // A layer's address is made from its JSON. Browsers hash on secure origins only; elsewhere the
  // number of rows must do.
  async function fits(columns, rows, digest) {
    if (Object.values(columns).some((column) => column.length !== rows)) return false;
    if (!window.crypto.subtle) return true;
    const bytes = new TextEncoder().encode(JSON.stringify(columns));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("") === digest;
  }

  async function ask(address) {
    const answer = await fetch(`../../layers/${address}`);
    if (!answer.ok) throw Object.assign(new Error(`layer ${answer.status}`), { status: answer.status });
    return answer.json();
  }

  async function fetchLayer(address, earlier) {
    const [name, digest] = address.split(".");
    let columns = await ask(earlier ? `${address}&from=${earlier.digest}` : address);
    if (columns.removed) {
      const { rows } = columns;
      columns = follow(earlier.columns, columns);
      if (!await fits(columns, rows, digest)) columns = await ask(address);
    }
    return { ...columns, ...drawable(name, columns), columns, digest, address };
  }

  // Places as the canvas needs them.
  function drawable(name, columns) {
    const { projectShapes, mercatorX, mercatorY } = communityCanvas;
    if (name === "base" || name === "areas") return { shapes: projectShapes(columns.shape) };
    if (name !== "records") return {};
    return { x: Float64Array.from(columns.lon, mercatorX), y: Float64Array.from(columns.lat, mercatorY) };
  }

  function load(address) {
    const [name, digest] = address.split(".");
    const before = held.get(name) || Promise.resolve(null);
    const asked = before.then((earlier) => (earlier?.digest === digest ? earlier : fetchLayer(address, earlier)));
    held.set(name, asked.catch(() => before));
    return asked;
  }

  return { load, follow, fits };
})();
