import mdx from '@mdx-js/rollup'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdxFrontmatter from 'remark-mdx-frontmatter'
import { vial } from 'vial/vite'
import { defineConfig } from 'vite'
import { docs } from './routes/docs/_build/docs-plugin.ts'
import { expandReference } from './routes/docs/_build/expand-reference.ts'
import { addHeadingIds } from './routes/docs/_build/heading-ids.ts'

export default defineConfig({
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
      rehypePlugins: [() => nameCode],
    }),
    docs(),
    vial({ extensions: ['.mdx'], navigation: { prefetch: 'hover', viewTransitions: true } }),
  ],
})

interface Element {
  tagName?: string
  properties?: Record<string, unknown>
  data?: { meta?: string | null }
  children?: Element[]
}

/** Passes the file name of a code block, which follows its language, to the component that renders it. */
function nameCode({ tagName, properties, data, children = [] }: Element): void {
  if (tagName === 'code' && properties && data?.meta) properties.file = data.meta
  children.forEach(nameCode)
}
