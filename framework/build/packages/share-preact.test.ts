import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

// Packages that Vite leaves to Node, unless the configuration says otherwise.
const packages = {
  'node_modules/hook-user/package.json': `{ "name": "hook-user", "type": "module", "exports": "./index.js", "peerDependencies": { "preact": "*" } }`,
  'node_modules/hook-user/index.js': `
    import { createContext, h } from 'preact'
    import { useContext, useState } from 'preact/hooks'
    export const Theme = createContext('light')
    export const Shown = () => h('b', null, useContext(Theme), useState(' of the package')[0])`,
}

const page = `
  import { useContext, useState } from 'preact/hooks'
  import { signal } from '@preact/signals'
  import { Shown, Theme } from 'hook-user'
  import Total from './_total.island.tsx'
  const Own = () => <i>{useContext(Theme)} {useState('of the site')[0]}</i>
  export default () => <Theme.Provider value="dark"><Own /><Shown /><Total count={signal(7)} /></Theme.Provider>`

describe.each([
  'noExternal: true',
  'noExternal: [/preact/]',
  `noExternal: ['hook-user']`,
  `noExternal: ['preact', '@preact/signals']`,
  'noExternal: []',
  `external: ['hook-user']`,
  `external: ['preact']`,
  'external: true',
])('a site with ssr: { %s }', (setting) => {
  it.each(['dev', 'production'] as const)('has one Preact in %s', async (mode) => {
    const site = await openSite({
      ...packages,
      'vite.config.js': `
          import { vial } from 'vial/vite'
          export default { cacheDir: '.cache', ssr: { ${setting} }, plugins: [vial()] }`,
      'routes/_total.island.tsx': `
          import '@preact/signals'
          import { useState } from 'preact/hooks'
          export default function Total({ count }) { return <output>{useState('n')[0]}{count}</output> }`,
      'routes/index.tsx': page,
    })
    const html = await (await site.startIn(mode)).text('/')
    expect(html).toContain('<i>dark of the site</i><b>dark of the package</b>')
    expect(html).toContain('<output>n7</output>')
  })
})
