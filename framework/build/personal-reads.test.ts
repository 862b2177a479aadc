// Follows the advice of the messages about pages that read the session although all visitors share them.
import { describe, expect, it } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'

const reading = `
  export const loader = (ctx) => {
    return { name: ctx.session.name }
  }
  export default ({ data, children }) => <main>{data.name ?? 'guest'} {children}</main>`
const page = (config: string): string =>
  `export const config = { ${config} }\nexport default () => <p>page</p>`

describe('vite build', () => {
  it('names the line of a layout that reads the session once, and every piece of its advice works', async () => {
    const site = await openSite({
      'routes/_layout.tsx': reading,
      'routes/a.tsx': page('prerender: true'),
      'routes/b.tsx': page('prerender: true'),
    })
    const first = await site.build()
    expect(first.code).toBe(1)
    expect(first.output.match(/routes\/_layout\.tsx:3/g)).toHaveLength(1)
    expect(first.output).toContain(
      'routes/a.tsx: it cannot be prerendered, because the session was read at routes/_layout.tsx:3:24. Do this in a *.personal.tsx component, skip it if ctx.isPrerendering is true, or remove config.prerender.',
    )

    await site.write({
      'routes/_layout.tsx': `import Name from './name.personal.tsx'\nexport default ({ children }) => <main><Name fallback="…" /> {children}</main>`,
      'routes/name.personal.tsx': `export default ({ session }) => session.name ?? 'guest'`,
    })
    expect(await site.build()).toMatchObject({ code: 0 })
    await site.write({
      'routes/_layout.tsx': reading.replace('return {', `if (ctx.isPrerendering) return {}\n return {`),
    })
    expect(await site.build()).toMatchObject({ code: 0 })
    await site.write({ 'routes/_layout.tsx': reading, 'routes/a.tsx': page(''), 'routes/b.tsx': page('') })
    expect(await site.build()).toMatchObject({ code: 0 })
  })

  it('names the line that reads the session of a route without one, and its advice works', async () => {
    const site = await openSite({
      'routes/_layout.tsx': reading,
      'routes/a.tsx': page('prerender: true, session: false'),
    })
    const first = await site.build()
    expect(first.code).toBe(1)
    expect(first.output).toContain(
      'routes/a.tsx: the session was used at routes/_layout.tsx:3:24, but config.session is false. In code that other routes share, such as a layout or middleware, use it only if ctx.hasSession is true. Otherwise remove config.session.',
    )
    expect(first.output.match(/config\.session is false/g)).toHaveLength(1)

    await site.write({
      'routes/_layout.tsx': reading.replace('return {', `if (!ctx.hasSession) return {}\n return {`),
    })
    const second = await site.build()
    expect(second.code, second.output).toBe(0)
    const server = await site.startProduction()
    expect(await server.text('/a')).toContain('<main>guest <p>page</p></main>')
  })

  it('does not count cookies that were only taken out of the context', async () => {
    const site = await openSite({
      'routes/_app.tsx': `import { useRequest } from 'vial'
        export default ({ children }) => { const { cookies } = useRequest(); return <html><head></head><body>{children}</body></html> }`,
      'routes/a.tsx': page('prerender: true'),
    })
    expect(await site.build()).toMatchObject({ code: 0 })
  })
})

describe('vite dev', () => {
  it('names the line that makes cached and prerendered pages personal, once, and its advice works', async () => {
    const site = await openSite({
      'routes/_layout.tsx': reading,
      'routes/a.tsx': page('cache: { maxAge: 60 }'),
      'routes/b.tsx': page('cache: { maxAge: 60 }'),
      'routes/c.tsx': page('prerender: true'),
    })
    const server = await site.startDev()
    for (const path of ['/a', '/a', '/b', '/c', '/c']) expect(await server.text(path)).toContain('guest')
    expect(server.output()).toContain(
      'routes/a.tsx: config.cache has stored nothing, because the session was read at routes/_layout.tsx:3:24. Personal responses are never shared. Do this in a *.personal.tsx component, which every visitor gets in the cached page, or remove config.cache.',
    )
    for (const file of ['b.tsx: config.cache has stored nothing', 'c.tsx: it cannot be prerendered']) {
      expect(
        server.output().split(`routes/${file}, because the session was read at routes/_layout.tsx:3:24.`),
      ).toHaveLength(2)
    }
    expect(server.output().match(/stored nothing/g)).toHaveLength(2)

    await site.write({
      'routes/_layout.tsx': `import Name from './name.personal.tsx'\nexport default ({ children }) => <main><Name /> {children}</main>`,
      'routes/name.personal.tsx': `export default ({ session }) => session.name ?? 'guest'`,
    })
    await expect.poll(async () => (await server.fetch('/a')).headers.get('cache-status')).toContain('hit')
    expect(await server.text('/a')).toContain('<main>guest <p>page</p></main>')
  })

  it('names what a layout reads besides the session, and a read that another one has hidden', async () => {
    const site = await openSite({
      'routes/_layout.tsx': `export default function Layout({ flash, children }) {
        return <main>{flash.map(({ message }) => message)}{children}</main>
      }`,
      'routes/a.tsx': `export const config = { cache: { maxAge: 60 } }
        export default ({ session }) => <p>{session.name ?? 'guest'}</p>`,
      'routes/b.tsx': page('prerender: true'),
    })
    const server = await site.startDev()
    for (const path of ['/a', '/a', '/b']) await server.text(path)
    expect(server.output()).toContain(
      'routes/a.tsx: config.cache has stored nothing, because the flash messages were read at routes/_layout.tsx:1:34.',
    )
    expect(server.output()).toContain(
      'routes/b.tsx: it cannot be prerendered, because the flash messages were read at routes/_layout.tsx:1:34.',
    )

    await site.write({ 'routes/_layout.tsx': 'export default ({ children }) => <main>{children}</main>' })
    await expect
      .poll(async () => {
        await server.text('/a')
        return server.output()
      })
      .toContain(
        'routes/a.tsx: config.cache has stored nothing, because the session was read at routes/a.tsx:2:27.',
      )
    expect(server.output().match(/stored nothing/g)).toHaveLength(2)
  })
})
