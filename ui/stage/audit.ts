import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Fails with every serious or critical finding of axe-core. */
export async function audit(page: Page): Promise<void> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const found = await page.evaluate(async () => {
    type Axe = { run(root: Document): Promise<{ passes: unknown[]; violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    const result = await (window as unknown as { axe: Axe }).axe.run(document);
    return {
      passed: result.passes.length,
      findings: result.violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .map((one) => ({ rule: one.id, where: one.nodes.slice(0, 4).map((node) => node.html.slice(0, 200)) })),
    };
  });
  expect(found.passed).toBeGreaterThan(15);
  expect(found.findings).toEqual([]);
}
