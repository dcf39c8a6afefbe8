type Distribution = ReadonlyMap<string, number>;

const brackets = ['()', '[]', '{}'];

/**
 * The distribution of the strings that the generator of Suzgun et al. returns, by repeating its own definition: what it
 * returns at a depth, if what its calls return is known up to some depth of calls. After a few hundred repetitions nothing
 * changes any more.
 */
export function enumerateDyck(types: number, maximumLength: number): Distribution {
  let inner: Distribution = new Map([['', 1]]);
  for (let around = 2 * Math.ceil(maximumLength / 2) - 2; around >= 0; around -= 2) {
    let same: Distribution = new Map();
    for (let repetition = 0; repetition < 400; repetition++) same = drawOnce(types, maximumLength, inner, same);
    inner = same;
  }
  return inner;
}

function drawOnce(types: number, maximumLength: number, inner: Distribution, same: Distribution): Distribution {
  const result = new Map<string, number>();
  const add = (string: string, probability: number) => {
    const kept = string.length <= maximumLength ? string : '';
    result.set(kept, (result.get(kept) ?? 0) + probability);
  };
  add('', 1 / 4);
  for (const [string, probability] of inner) {
    for (const pair of brackets.slice(0, types)) add(`${pair[0]}${string}${pair[1]}`, (1 / 2 / types) * probability);
  }
  for (const [first, p] of same) {
    for (const [second, q] of same) add(first + second, (1 / 4) * p * q);
  }
  return result;
}
