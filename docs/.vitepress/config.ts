import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slug } from 'github-slugger';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { checkAnchors } from './check-anchors.ts';
import { pageOf } from './pages.ts';
import { repositoryLinks } from './repository-links.ts';

const repository = 'https://github.com/pushdown-lab/pushdown';
const packages = readdirSync(fileURLToPath(new URL('../../packages', import.meta.url))).sort();
const memories = readdirSync(fileURLToPath(new URL('../memories', import.meta.url)))
  .map((file) => file.replace('.md', ''))
  .sort();

/** Studies whose runs are told in pages of their own. */
const studies = fileURLToPath(new URL('../studies', import.meta.url));
const publishedStudies = existsSync(studies) ? readdirSync(studies).sort() : [];

/** The packages that people import belong to one scope; the scaffolder is called by npm. */
const published = (name: string): string => (name.startsWith('create-') ? name : `@pushdown/${name}`);

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Begin',
    items: [
      { text: 'What it is', link: '/' },
      { text: 'From nothing to a report', link: '/tutorial' },
      { text: 'Concepts with pictures', link: '/concepts' },
      { text: 'All documents', link: '/contents' },
    ],
  },
  {
    text: 'Train',
    items: [
      { text: 'Experiments', link: '/experiments' },
      { text: 'Language modeling', link: '/language-modeling' },
      { text: 'Studies: reproducing the paper', link: '/study' },
      { text: 'Checkpoints', link: '/checkpoints' },
      { text: 'Freezing and reference lines', link: '/freezing-and-reference-lines' },
    ],
  },
  {
    text: 'Look',
    items: [
      { text: 'Evaluating', link: '/evaluating' },
      { text: 'Looking inside', link: '/looking-inside' },
      { text: 'Precision', link: '/precision' },
      { text: 'In a browser', link: '/browser' },
      // Not a page of this site's kind: it is loaded as a whole.
      { text: 'A page that learns', link: '/page-that-learns/index.html', target: '_self' },
    ],
  },
  {
    text: 'Choose',
    items: [
      {
        text: 'Memories and cells',
        link: '/memories',
        collapsed: true,
        items: memories.map((name) => ({ text: name, link: `/memories/${name}` })),
      },
      { text: 'Languages', link: '/languages' },
    ],
  },
  {
    text: 'Extend',
    items: [
      { text: 'Write your own memory', link: '/write-your-own-memory' },
      { text: 'Write your own grammar', link: '/write-your-own-grammar' },
      { text: 'Plugins', link: '/plugins' },
      { text: 'Tensors', link: '/tensors' },
    ],
  },
  {
    text: 'Results',
    items: [
      { text: 'Learning results', link: '/learning-results' },
      { text: 'Checks against the paper', link: '/paper-checks' },
      ...publishedStudies.map((name) => ({ text: `Study ${name}`, link: `/studies/${name}/` })),
      { text: 'Performance', link: '/benchmarks' },
      { text: 'Engines compared: TensorFlow.js', link: '/tensorflow' },
    ],
  },
  {
    text: 'How it works',
    items: [
      { text: 'Architecture', link: '/architecture' },
      { text: 'Compiler', link: '/compiler' },
      { text: 'Contributing', link: '/contributing' },
    ],
  },
  {
    text: 'Packages',
    collapsed: true,
    items: packages.map((name) => ({ text: published(name), link: `/packages/${name}` })),
  },
  {
    text: 'API',
    collapsed: true,
    items: packages.map((name) => ({ text: published(name), link: `/api/${published(name).replace('/', '.')}` })),
  },
];

export default defineConfig({
  title: 'Pushdown',
  description: 'A laboratory for memory-augmented recurrent networks.',
  // Pages stay where they are in the repository: here, in the root and beside the packages.
  srcDir: '..',
  srcExclude: [
    '{runs,reports,tooling,.changeset}/**',
    'docs/examples/**',
    'packages/*/!(README.md)',
    'packages/*/*/**',
  ],
  rewrites: (document) => pageOf(document) ?? document,
  // Headings have the anchors that the repository's own view gives them.
  markdown: { config: repositoryLinks, anchor: { slugify: (heading) => slug(heading) }, math: true },
  buildEnd({ outDir }) {
    // Bundled before this by its own script.
    cpSync(fileURLToPath(new URL('../examples/browser/dist', import.meta.url)), join(outDir, 'page-that-learns'), {
      recursive: true,
    });
    checkAnchors(outDir);
  },
  // The pages of the API are not in the repository: what they say is in the sources, to which they link.
  transformPageData: ({ filePath, frontmatter }) =>
    filePath.startsWith('docs/api/') ? { frontmatter: { ...frontmatter, editLink: false } } : undefined,
  // A page is one chunk, and so is the index for searching, which is loaded when it is first used.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Documents', link: '/contents' },
      { text: 'API', link: '/api/' },
    ],
    sidebar,
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path` },
  },
});
