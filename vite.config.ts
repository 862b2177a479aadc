import mdx from '@mdx-js/rollup'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdxFrontmatter from 'remark-mdx-frontmatter'
import { vial } from 'vial/vite'
import { defineConfig } from 'vite'
import { readmeTexts } from './routes/_home/readme-plugin.ts'
import { highlightMarkdown } from './routes/_site/highlight-markdown.ts'
import { sources } from './routes/_site/source-plugin.ts'
import { docs } from './routes/docs/_build/docs-plugin.ts'
import { expandReference } from './routes/docs/_build/expand-reference.ts'
import { addHeadingIds } from './routes/docs/_build/heading-ids.ts'

export default defineConfig({
  // The search imports it on its first use, which is too late to find it without reloading the page.
  optimizeDeps: { include: ['minisearch'] },
  plugins: [
    mdx({
      jsxImportSource: 'preact',
      providerImportSource: '/routes/_site/markdown.tsx',
      remarkPlugins: [
        remarkGfm,
        remarkFrontmatter,
        [remarkMdxFrontmatter, { name: 'head' }],
        () => expandReference,
        () => addHeadingIds,
      ],
      rehypePlugins: [() => highlightMarkdown],
    }),
    docs(),
    sources(),
    readmeTexts(),
    vial({
      extensions: ['.mdx'],
      // A page imports up to seven small stylesheets, and none of them is worth a request before the first paint.
      inlineStylesBelow: 6144,
      navigation: { pendingForms: true, prefetch: 'hover', viewTransitions: true },
    }),
  ],
})
