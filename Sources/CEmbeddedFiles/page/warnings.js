// What a warning means in two words, and what to do about it. The service's own message says the rest.
import { h, marked } from './dom.js';

const known = {
    dPrimeNotIdentifiable: ['One dataset', 'Fit runs on another dataset or sequence length together with these, if you want to know how D′ matters.'],
    fewLevels: ['Too few sizes', 'Run the missing sizes; the table «Run next» lists good ones.'],
    lowDegreesOfFreedom: ['Few runs', 'Add runs, or repeat some with another seed.'],
    exponentNotIdentifiable: ['Exponent unclear', 'Rely on the curve and its peak. A run far from the others pins the exponent down.'],
    exponentAtBound: ['Exponent at its limit', 'Compare with the other forms in the table below.'],
    rankDeficient: ['Effects not separated', 'Run sizes in which layers change and dim does not, and the reverse.'],
    constantValues: ['All values are equal', 'Check the metric’s column. Nothing can be decided from these runs.'],
    exactFit: ['No error left to estimate', 'Repeat some runs with another seed; then the intervals mean something.'],
    aiccNotDefined: ['AICc undefined', 'Look at the errors on runs left out instead.'],
    leaveOneOutNotDefined: ['Cannot be checked', 'Add runs, so that the law can predict one that it has not seen.'],
    priorDriven: ['Few sizes', 'Take the intervals seriously, and run the sizes of «Run next».'],
    confounded: ['Depth and width cannot be told apart', 'Run what the message suggests before you decide.'],
    dPrimeTermAtLimit: ['D′ term at its limit', 'Do not extrapolate to larger data with this law.'],
    conditionedOnPart: ['Part of the runs', 'Nothing to do, unless a run that matters is missing.'],
    lackOfFit: ['The law misses something', 'Look at the residuals: which runs lie together on one side?'],
    outlier: ['A run stands out', 'Run it again, or check its log, before you decide.'],
    inferredFromSibling: ['Some values estimated', 'Measure this metric in all runs.'],
    optimumAtEdge: ['Best at the edge', 'Run a larger size before you settle on this one.'],
    beyondTheGrid: ['The best may lie beyond', 'Run a larger size before you settle on this one.'],
    limitedByReach: ['Held close to the runs', 'Run a size in between; the law then reaches further. «Search far from the runs, too» shows what it guesses there.'],
    measuredIsBest: ['A measured run is safest', 'Run the sizes that tell layers and dim apart.'],
    refitted: ['Fitted again', 'Compare with figures that you noted earlier.'],
    formReplaced: ['Form replaced', 'Nothing to do.'],
    newDataset: ['Data not seen', 'Run two or three sizes on this dataset and fit them together with the others.'],
    beyondTheHull: ['Outside the runs', 'Trust the value less than its interval says, or run a size in between.'],
    worseThanMean: ['No better than the mean', 'Do not decide by this law. Check the runs for mistakes, or run more.'],
    fewerSuggestions: ['Few sizes are left', 'Widen the search, or raise the budget.'],
    farBeyondTheGrid: ['Far outside the runs', 'Do not use this value. Make a run in between.'],
    clamped: ['Limited to possible values', 'Do not read the ends of the interval as measured.'],
    noRepeats: ['No user repeats an item', 'ApEn says only how long the sequences are. Use the pooled figures, if the message names them.'],
    negativeApEn: ['Ends count more than order', 'Keep more of each user’s history, or use the pooled figures, unless the message names them too.'],
    labelTolerance: ['Items compared as numbers', 'Set r to 0 for item ids.'],
    shortSequences: ['Users with few items', 'Decide once whether they count, and keep it for all datasets that you compare.'],
    skippedRecords: ['Records left out', 'Look at the first of them, and whether their number matters.'],
    fileOrder: ['Order of the file', 'If the file is not sorted by time, choose its time column.'],
    tiedTimes: ['Equal times', 'Choose a finer time column, if there is one.'],
    repeatedHistories: ['Lists that repeat each other', 'Read the items of the rows alone, or keep one list of each user.'],
    unusedItem: ['A column that may have items', 'Choose it as the item, or pass over it.'],
    looksLikeRows: ['Arrays that look like rows', 'Write each row as an object or as a line of CSV, if it is one.'],
    looksPadded: ['Padded sequences', 'Name the padding label, so that it is removed.'],
    daysOfMonth: ['Days of a month', 'Write whole dates, if the numbers are days of a month.'],
    firstLine: ['First line counted', 'Say that the header is present, if the line names the columns.'],
    looksMissing: ['A word for «missing» as a label', 'Leave such cells empty, unless it is a real name.'],
    mixedZones: ['Times with and without a zone', 'Write the zone of all times.'],
    repeatedSummaries: ['Equal summaries', 'Give each summary once.'],
    runsWithoutValues: ['Runs without a value', 'Nothing to do, if these runs are meant to be empty.'],
    metricsWithoutValues: ['A metric without values', 'Nothing to do, or name another column for it.'],
    repeatedRuns: ['Runs that repeat others', 'Send each run once, if they are copies.'],
    unfinishedRuns: ['Runs that did not finish', 'Nothing to do, unless their values are final.'],
};

export function warningBox({ code, messages, message }) {
    const [title, remedy] = known[code] ?? [code, null];
    return h('div.warn', { dataset: { code } }, h('b', null, title),
        (messages ?? [message]).map(text => h('p', null, marked(text))),
        remedy ? h('p.todo', null, h('span', null, 'What to do: '), remedy) : null);
}

/** One of each code, with all that its warnings say. */
export function distinct(warnings) {
    const messages = new Map();
    for (const { code, message } of warnings) messages.set(code, new Set([...messages.get(code) ?? [], message]));
    return [...messages].map(([code, texts]) => ({ code, messages: [...texts] }));
}
