// Files of the project that islands reach without a path: browsers load them as any other file that an island imports.
import { expect, it } from 'vitest'
import { linkTo } from '../fixtures/temporary-site.ts'
import { openSite } from '../fixtures/open-site.ts'

const counter = `
  import { useState } from 'preact/hooks'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>{count}</button>
  }`

it.each([
  ['a linked package', 'linked-ui'],
  ['imports of package.json', '#counter'],
  ['paths of tsconfig.json', '@ui/counter'],
])('a component that an island imports through %s is not a mistake', async (_, source) => {
  const site = await openSite({
    'package.json': `{ "type": "module", "private": true, "imports": { "#counter": "./parts/counter.tsx" }, "dependencies": { "linked-ui": "*" } }`,
    'tsconfig.json': `{ "compilerOptions": { "paths": { "@ui/*": ["./parts/*.tsx"] }, "jsx": "react-jsx", "jsxImportSource": "preact" } }`,
    'vite.config.js': `import { vial } from 'vial/vite'\nexport default { resolve: { tsconfigPaths: true }, plugins: [vial()] }`,
    'packages/linked/package.json': `{ "name": "linked-ui", "type": "module", "exports": "./index.tsx", "peerDependencies": { "preact": "*" } }`,
    'packages/linked/index.tsx': counter,
    'node_modules/linked-ui': linkTo('../packages/linked'),
    'parts/counter.tsx': counter,
    'routes/_part.island.tsx': `import Counter from '${source}'\nexport default () => <p><Counter /></p>`,
    'routes/index.tsx': `import Part from './_part.island.tsx'\nexport default () => <Part />`,
  })

  const { code, output } = await site.build()
  expect([code, output]).toEqual([0, expect.not.stringContaining('browsers do not load')])
})
