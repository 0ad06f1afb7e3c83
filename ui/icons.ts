import type { Plugin } from 'vite';

/** An icon as the library describes it: its name, other names, and its shapes. */
interface IconData {
  name: string;
  aliases?: string[];
  node: [tag: string, attributes: Record<string, string>][];
}

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;

/**
 * Writes each icon of Lucide out as markup while building. The library puts an icon together from data whenever one is
 * drawn, which was a tenth of the script of an opening thread; what is in the markup already is copied.
 *
 * An icon takes its size in px, the width of its strokes, a fill, a class and a label, and nothing else; one without a
 * label is not read out.
 */
export function writtenIcons(): Plugin {
  return {
    name: 'written-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!ICON.test(id)) return undefined;
      const data = /const iconData = (\{.*\});/.exec(code)?.[1];
      if (data === undefined) throw new Error(`no icon is described in ${id}`);
      return { code: component(JSON.parse(data) as IconData), map: null };
    },
  };
}

function component({ name, aliases = [], node }: IconData): string {
  const names = [name, ...aliases].map((one) => `lucide-${one}`).join(' ');
  const shapes = node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([attribute, value]) => `${attribute}="${value}"`);
    return `<${tag} ${written.join(' ')} />`;
  });
  return `<script>
let { size = 24, strokeWidth = 2, fill = 'none', class: given = '', 'aria-label': label } = $props();
</script>
<svg class="lucide ${names} {given}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width={size} height={size} {fill} stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" aria-hidden={label === undefined} aria-label={label}>${shapes.join('')}</svg>
`;
}
