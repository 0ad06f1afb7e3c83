import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Every serious or critical finding of axe-core, and how many rules had something to look at. */
export async function findings(page: Page): Promise<{ passed: number; findings: { rule: string; where: string[] }[] }> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  return page.evaluate(async () => {
    type Axe = { run(root: Document): Promise<{ passes: unknown[]; violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    const result = await (window as unknown as { axe: Axe }).axe.run(document);
    return {
      passed: result.passes.length,
      findings: result.violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .map((one) => ({ rule: one.id, where: one.nodes.slice(0, 4).map((node) => node.html.slice(0, 200)) })),
    };
  });
}

/** Fails with every serious or critical finding. */
export async function audit(page: Page): Promise<void> {
  const found = await findings(page);
  expect(found.passed).toBeGreaterThan(15);
  expect(found.findings).toEqual([]);
}
