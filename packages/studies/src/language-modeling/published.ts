/** Test perplexities on the Penn Treebank in Table 3 of Das & Mali (2024), each the best of ten restarts. */
const published: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'lstm-256': { none: 119.8, memory: 129.8 },
  'jm-hidden-247': { none: 126.8, memory: 125.1 },
  'jm-learned-22': { none: 125.9, memory: 124.2 },
  'rns-4-5': { none: 126.5, memory: 120.5 },
  'vrns-3-3-5': { none: 123.5, memory: 126.0 },
};

/** What was published for a model and a freezing strategy; undefined where nothing was, or on another corpus. */
export function publishedPerplexity(coordinates: Readonly<Record<string, string>>): number | undefined {
  const { corpus, model = '', freeze = '' } = coordinates;
  return corpus === 'penn-treebank' ? published[model]?.[freeze] : undefined;
}
