// The look of the pictures, from the colours of the page.

/** The same in the light theme, whichever the page has: for paper, and for files that are put into documents. */
export function paperConfig() {
    const { dataset } = document.documentElement;
    const { theme } = dataset;
    dataset.theme = 'light';
    const result = { ...config(), background: 'white' };
    if (theme) dataset.theme = theme;
    else delete dataset.theme;
    return result;
}

export function config() {
    const style = getComputedStyle(document.documentElement);
    const css = name => style.getPropertyValue(name).trim();
    const [ink, soft, line, accent, panel, choice] = ['--ink', '--soft', '--line', '--accent', '--panel', '--choice'].map(css);
    return {
        background: 'transparent', font: 'Inter, system-ui, sans-serif',
        axis: { labelColor: soft, titleColor: soft, titleFontWeight: 400, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 11, titleFontSize: 12, labelOverlap: true, labelSeparation: 8 },
        legend: { labelColor: soft, titleColor: soft, titleFontWeight: 400, labelFontSize: 11 },
        view: { stroke: null },
        range: { ramp: ['--ramp0', '--ramp1', '--ramp2', '--ramp3'].map(css) },
        style: {
            contour: { stroke: panel, strokeOpacity: 0.35, strokeWidth: 0.6 },
            'hatch-halo': { stroke: panel, strokeWidth: 2.2, strokeOpacity: 0.3 },
            'hull-halo': { stroke: panel, strokeWidth: 3.5, strokeOpacity: 0.8, fill: null },
            hatch: { stroke: css('--hatch'), strokeOpacity: 0.5, strokeWidth: 0.8 },
            hull: { stroke: css('--hatch'), strokeDash: [3, 3], strokeWidth: 1.3, fill: null },
            'region-halo': { stroke: panel, strokeWidth: 4.5, strokeOpacity: 0.95, fillOpacity: 0 },
            'run-halo': { color: panel, stroke: panel, strokeWidth: 4.5, strokeOpacity: 0.95, fill: 'transparent', size: 44 },
            'current-halo': { color: panel, stroke: panel, strokeWidth: 5, strokeOpacity: 0.95, fill: 'transparent', size: 170 },
            region: { stroke: choice, strokeWidth: 1.6, fillOpacity: 0 },
            run: { color: ink, stroke: ink, strokeWidth: 1.3, size: 44 },
            choice: { color: choice, fill: choice, stroke: panel, strokeWidth: 1, size: 150 },
            limit: { color: soft, stroke: soft, strokeWidth: 1, strokeDash: [1, 3] },
            current: { color: ink, stroke: ink, fill: 'transparent', strokeWidth: 2, size: 170 },
            band: { color: accent, fill: accent, stroke: accent, fillOpacity: 0.18, opacity: 1, strokeWidth: 0 },
            curve: { color: accent, stroke: accent, strokeWidth: 2 },
            other: { color: soft, stroke: soft, strokeWidth: 1.2, strokeDash: [5, 3] },
            bar: { color: accent, fill: accent, fillOpacity: 0.75 },
            mark: { color: choice, stroke: choice, strokeWidth: 1.3 },
            label: { fill: ink, color: ink, fontSize: 12.5, fontWeight: 650 },
            halo: { stroke: panel, strokeWidth: 7, strokeOpacity: 0.92, strokeJoin: 'round', fontSize: 12.5, fontWeight: 650 },
        },
    };
}
