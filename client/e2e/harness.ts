import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ConsoleMessage, Page } from 'playwright-core';

/** Counts what holds and what does not. A failed step does not stop the journey, so one run shows every failure. */
export class Report {
  #passed = 0;
  #failed = 0;

  async step(name: string, work: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    try {
      await work();
      this.#passed += 1;
      console.log(`  ok    ${name} (${Math.round(performance.now() - begun)} ms)`);
    } catch (error) {
      this.#failed += 1;
      console.log(`  FAIL  ${name}\n        ${error instanceof Error ? error.message.replaceAll('\n', '\n        ') : String(error)}`);
    }
  }

  /** Ends the run: the line that continuous integration reads. */
  finish(): boolean {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 && this.#passed > 0;
  }
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new Error(message);
  }
}

/** Collects what a healthy page never writes: errors, rejections, and refusals of the content security policy. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message)) {
      errors.push(message.text());
    }
  });
  return errors;
}

/** Asking whether there is a session is answered with 401 when there is none, and browsers report that by themselves. */
function isExpected(message: ConsoleMessage): boolean {
  return message.location().url.endsWith('/api/v1/auth/refresh') && message.text().includes('401');
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const rules = { everything: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], colours: ['color-contrast'] };

/** Runs axe-core over the page, with every WCAG 2.2 AA rule and the best practices, or with what depends on colours. */
export async function expectAccessible(page: Page, scope: keyof typeof rules): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axeSource);
  }
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify({ type: scope === 'colours' ? 'rule' : 'tag', values: rules[scope] })}, resultTypes: ['violations'] })`,
  )) as AxeResult;
  const report = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map((node) => `  ${node.html.slice(0, 220)}\n  ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)
        .join('\n')}`,
  );
  assert(violations.length === 0, `axe-core found ${violations.length} violations\n${report.join('\n')}`);
}
