/** Figures as people read them. */

/** Such as `84 ms` or `2.1 s`; a dash where it is not known. */
export function seconds(value) {
  if (!Number.isFinite(value)) return '–';
  if (value < 0.001) return '<1 ms';
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 100) return `${value.toFixed(1)} s`;
  return `${Math.round(value)} s`;
}

/** Such as `2.8 MB`. */
export function bytes(value) {
  if (!Number.isFinite(value)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A rate of tokens. */
export function rate(value) {
  return Number.isFinite(value) ? (value > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value))) : '–';
}

/** A share of 1 in percent. */
export function percent(value) {
  return Number.isFinite(value) ? `${Math.round(value * 100)} %` : '–';
}

/** The time of day, with the date where it is another day. */
export function clock(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '–';
  const time = at.toLocaleTimeString([], { hour12: false });
  return at.toDateString() === new Date().toDateString() ? time : `${at.toISOString().slice(0, 10)} ${time}`;
}

/** How long ago, in words. */
export function ago(instant) {
  const passed = (Date.now() - new Date(instant).getTime()) / 1000;
  if (!Number.isFinite(passed)) return '';
  if (passed < 5) return 'just now';
  if (passed < 90) return `${Math.round(passed)} s ago`;
  if (passed < 5400) return `${Math.round(passed / 60)} min ago`;
  if (passed < 129600) return `${Math.round(passed / 3600)} h ago`;
  return `${Math.round(passed / 86400)} days ago`;
}

/** `node_down` as `node down`. */
export function words(name) {
  return String(name ?? '').replaceAll('_', ' ').replaceAll('-', ' ');
}

/** `1 node`, `2 nodes`. */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
