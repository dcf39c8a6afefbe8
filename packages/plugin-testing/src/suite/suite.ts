import { ConformanceError } from './conformance-error.ts';
import type { TestRunner } from './test-runner.ts';

/** A rule of a slot, ready to be tried. */
export interface Rule {
  readonly name: string;
  /** What the rule is tried under, such as `chunked`; undefined without a wrapper. */
  readonly wrapper?: string;
  /** Names of rules without which this one says nothing: where one of them is broken, this one is not tried. */
  readonly requires?: readonly string[];
  /** Why the contribution, by what it declares, has nothing to do with the rule. */
  readonly inapplicable?: string | undefined;
  /** Throws when the rule is broken; the message says what was found and what was expected. */
  readonly check: () => void;
}

/** A rule that an author leaves out, and why. */
export interface Skip {
  /** The name of the rule, with its wrapper if it has one: `gradients`, or `causality, chunked`. */
  readonly rule: string;
  readonly reason: string;
}

/** A rule that is broken. */
export interface Violation {
  readonly rule: string;
  readonly wrapper?: string;
  /** What was found, and what was expected. */
  readonly message: string;
}

/** All rules of a slot for one contribution with one set of options. */
export interface Suite {
  readonly name: string;
  /** Names of all rules, in the order in which they are tried, with the reason of those that are not. */
  readonly rules: readonly { readonly name: string; readonly skipped?: string }[];
  /**
   * Makes one test a rule. Rules that are left out become skipped tests with the reason in their names.
   * @throws ConformanceError in a test, when its rule is broken.
   */
  register(runner: TestRunner): void;
  /** Tries all rules at once. @returns the broken ones. */
  violations(): readonly Violation[];
}

/** What all suites take. */
export interface SuiteOptions {
  /** Rules to leave out. */
  readonly skip?: readonly Skip[];
}

/** @throws ConformanceError when what is to be skipped is no rule, or there is no reason for it. */
export function createSuite(name: string, rules: readonly Rule[], { skip = [] }: SuiteOptions): Suite {
  const fullName = ({ name: rule, wrapper }: Rule): string => (wrapper === undefined ? rule : `${rule}, ${wrapper}`);
  for (const { rule, reason } of skip) {
    if (!rules.some((known) => fullName(known) === rule))
      throw new ConformanceError(
        `${name}: there is no rule "${rule}" to skip (rules: ${rules.map(fullName).join('; ')})`,
      );
    if (reason.trim() === '') throw new ConformanceError(`${name}: say why the rule "${rule}" is skipped`);
  }
  const skipped = (rule: Rule): string | undefined =>
    rule.inapplicable ?? skip.find((one) => one.rule === fullName(rule))?.reason;

  /** Tries rules in order, and remembers which of them are broken. */
  function trial(): (rule: Rule) => { readonly message?: string; readonly untried?: string } {
    const broken = new Set<string>();
    return (rule) => {
      const missing = rule.requires?.find((required) => broken.has(required));
      if (missing !== undefined) {
        // What builds on this one cannot be judged either.
        broken.add(fullName(rule));
        return { untried: missing };
      }
      try {
        rule.check();
        return {};
      } catch (error) {
        broken.add(fullName(rule));
        return { message: describeError(error) };
      }
    };
  }

  return {
    name,
    rules: rules.map((rule) => {
      const reason = skipped(rule);
      return { name: fullName(rule), ...(reason === undefined ? {} : { skipped: reason }) };
    }),
    register({ describe, it }) {
      describe(name, () => {
        const attempt = trial();
        for (const rule of rules) {
          const reason = skipped(rule);
          if (reason !== undefined) {
            it.skip(`${fullName(rule)} (${reason})`, () => {});
            continue;
          }
          it(fullName(rule), () => {
            const { message, untried } = attempt(rule);
            if (untried !== undefined) throw new ConformanceError(`not tried, because "${untried}" is broken`);
            if (message !== undefined) throw new ConformanceError(message);
          });
        }
      });
    },
    violations() {
      const attempt = trial();
      return rules
        .filter((rule) => skipped(rule) === undefined)
        .flatMap((rule): Violation[] => {
          const { message } = attempt(rule);
          if (message === undefined) return [];
          return [{ rule: rule.name, ...(rule.wrapper === undefined ? {} : { wrapper: rule.wrapper }), message }];
        });
    },
  };
}

function describeError(error: unknown): string {
  if (error instanceof ConformanceError) return error.message;
  return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}
