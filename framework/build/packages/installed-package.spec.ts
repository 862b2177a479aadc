// A site whose packages are installed in its folder, as npm does it, instead of linked to this workspace.
import { cp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from '../../fixtures/browser-site.ts'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const framework = resolve(import.meta.dirname, '../..')

test('an installed site starts, serves and builds without a word that its author cannot act on', async ({
  page,
}) => {
  const site = await createTemporarySite({
    'node_modules/.package-lock.json': '{}',
    'public/favicon.ico': '',
    'routes/look.css': 'p { color: red }',
    'routes/_middleware.ts': `export default (ctx, next) => next()`,
    'routes/_counter.island.tsx': `
      import { useSignal } from '@preact/signals'
      import { useState } from 'preact/hooks'
      export default function Counter({ since }) {
        const [count, setCount] = useState(0)
        const total = useSignal(since.getTime())
        return <button onClick={() => { setCount(count + 1); total.value++ }}>{count}, {total}</button>
      }`,
    'routes/index.tsx': `
      import './look.css'
      import { href } from 'vial'
      import Counter from './_counter.island.tsx'
      export default () => <p><a href={href('/')}>Home</a><Counter since={new Date(0)} /></p>`,
  })
  try {
    await installPackage(site)
    const server = await site.startDev()
    let loads = 0
    page.on('load', () => loads++)
    await page.goto(server.origin, { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: '0, 0' }).click()
    await expect(page.getByRole('button', { name: '1, 1' })).toBeVisible()
    expect(loads).toBe(1)
    await page.goto('about:blank')
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const remark = /warn|source ?map|\(!\)|debugName|PLUGIN_TIMINGS|reloading|optimized dependencies changed/i
    const remarks = `${server.output()}\n${output}`.split('\n').filter((line) => remark.test(line))
    expect(remarks).toEqual([])
  } finally {
    await site.dispose()
  }
})

/** Copies what npm installs in place of the link to this workspace. */
async function installPackage({ folder }: TemporarySite): Promise<void> {
  const installed = join(folder, 'node_modules/vial')
  await rm(installed)
  for (const name of ['package.json', 'bin', 'dist', 'node_modules']) {
    await cp(join(framework, name), join(installed, name), { recursive: true, dereference: true })
  }
}
