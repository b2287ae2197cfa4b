// How numbers are written.

/** The level of the service's intervals, unless it is asked for another one. */
export const usualLevel = 0.95;

/** A metric's value with as many digits as its differences need. */
export function value(number, range = 0.1) {
    if (number === null || number === undefined) return '–';
    const digits = Math.max(0, Math.min(8, 2 - Math.floor(Math.log10(Math.max(Math.abs(range), 1e-9)))));
    return number.toFixed(digits).replace('-', '−');
}

/** Three significant digits: 359 k, 1.2 M, 0.0231. */
export function short(number) {
    if (number === null || number === undefined) return '–';
    const size = Math.abs(number);
    if (size === 0) return '0';
    // The unit is that of the rounded number: 999 960 is 1 M.
    const rounded = Number(size.toPrecision(3));
    for (const [unit, text] of [[1e15, ' P'], [1e12, ' T'], [1e9, ' G'], [1e6, ' M'], [1e3, ' k']]) {
        if (rounded >= unit) return trimmed(number / unit) + text;
    }
    return size < 1e-4 ? number.toExponential(2) : trimmed(number);
}

function trimmed(number) {
    return String(Number(number.toPrecision(3))).replace('-', '−');
}

/** 12 671 312 */
export function whole(number) {
    return number === null || number === undefined ? '–' : Math.round(number).toLocaleString('en').replaceAll(',', ' ');
}

/** 1 user, 12 671 users: a number with its unit, of which the plural ends in s. */
export function count(number, unit, text = whole) {
    const shown = text(number);
    return `${shown} ${unit}${shown === '1' ? '' : 's'}`;
}

export function octavesText(number) {
    return count(number, 'octave', own => own.toFixed(1).replace(/\.0$/, ''));
}

export function bytes(number) {
    for (const [unit, text] of [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']]) {
        if (number >= unit) return `${trimmed(number / unit)} ${text}`;
    }
    return `${Math.round(number)} bytes`;
}

export function interval(low, high, range) {
    return `${value(low, range)} – ${value(high, range)}`;
}

export function percent(share) {
    return share < 0.005 ? '< 1 %' : share > 0.995 ? '> 99 %' : `${Math.round(100 * share)} %`;
}

export function date(text) {
    return text ? text.slice(0, 10) : '';
}

/** Rows of objects as CSV. */
export function csv(rows) {
    if (!rows.length) return '';
    // A row may lack what others have.
    const keys = [...new Set(rows.flatMap(Object.keys))];
    const cell = item => {
        const text = item === null || item === undefined ? '' : String(item);
        return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return [keys, ...rows.map(row => keys.map(key => row[key]))].map(row => row.map(cell).join(',')).join('\n') + '\n';
}

export const formNames = {
    'performance-law': 'Performance Law', 'scaling-law': 'plain scaling law', 'log-quadratic': 'log-quadratic',
    'log-quadratic-interaction': 'log-quadratic with interaction', separable: 'separable', kriging: 'kriging', blend: 'blend',
};
