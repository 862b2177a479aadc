import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'
import { runVial } from '../../fixtures/test-terminal.ts'
import { parseRouteFile } from '../../routing/route-file.ts'
import { explainMissingRoutes } from './missing-routes.ts'

const page = 'export default () => <p>home</p>'

describe('explainMissingRoutes()', () => {
  it.each([
    ['pages', { 'pages/index.tsx': page }],
    ['src/routes', { 'src/routes/+page.svelte': '<p>home</p>' }],
    ['app/routes', { 'app/routes/_index.tsx': page }],
    ['src/pages', { 'src/pages/blog/index.astro': '<p>home</p>' }],
    ['app', { 'app/page.tsx': page }],
    ['src/app', { 'src/app/page.tsx': page }],
  ])('names the folder %s, which other frameworks use', async (folder, files) => {
    const { folder: root } = await openSite(files as Record<string, string>)

    expect(explainMissingRoutes({ root, routesFolder: `${root}/routes` }, [])).toEqual({
      isFolderMissing: true,
      message: `There is no folder routes in ${root}. The files in ${folder}/ are not served. Move them to routes/, or name the folder: vial({ routes: '${folder}' }).`,
    })
  })

  it('names routes/ when the option names another folder', async () => {
    const { folder: root } = await openSite({ 'routes/index.tsx': page })

    expect(explainMissingRoutes({ root, routesFolder: `${root}/src/routes` }, [])?.message).toBe(
      `There is no folder src/routes in ${root}. The files in routes/ are not served. Move them to src/routes/, or name the folder: vial({ routes: 'routes' }).`,
    )
  })

  it('says what to create when no folder has sources', async () => {
    const { folder: root } = await openSite({ 'routes/_layout.tsx': page, 'pages/note.txt': 'text' })

    expect(explainMissingRoutes({ root, routesFolder: `${root}/routes` }, filesOf('_layout.tsx'))).toEqual({
      isFolderMissing: false,
      message: `routes/ has no routes. Create routes/index.tsx, or name the folder: vial({ routes: 'src/routes' }).`,
    })
  })

  it.each([['index.tsx'], ['api/[id].ts'], ['_middleware.ts'], ['_server.ts']])(
    'is silent about a site with %s',
    async (path) => {
      const { folder: root } = await openSite({ 'app/page.tsx': page })

      expect(explainMissingRoutes({ root, routesFolder: `${root}/routes` }, filesOf(path))).toBeUndefined()
    },
  )
})

describe('a site without routes', () => {
  it('is explained in dev, by vial check and by the build', async () => {
    const site = await openSite({ 'pages/index.tsx': page })
    const sentence = `There is no folder routes in ${site.folder}. The files in pages/ are not served. Move them to routes/, or name the folder: vial({ routes: 'pages' }).`
    const server = await site.startDev()
    await server.fetch('/')
    await waitUntil(async () => expect(server.output()).toContain(sentence))
    expect(server.output().split(sentence)).toHaveLength(2)

    expect(await runVial(site.folder, 'check')).toEqual({ code: 1, output: '', remarks: sentence })
    const { code, output } = await site.build()
    expect(code).toBe(1)
    expect(output).toContain(`\n${sentence}`)
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('causes a warning where the folder exists', async () => {
    const site = await openSite({ 'routes/_404.tsx': page, 'app/page.tsx': page })
    const sentence = `routes/ has no routes. The files in app/ are not served. Move them to routes/, or name the folder: vial({ routes: 'app' }).`
    const server = await site.startDev()
    await server.fetch('/')
    await waitUntil(async () => expect(server.output()).toContain(sentence))

    const { code, output } = await runVial(site.folder, 'check')
    expect(code).toBe(0)
    expect(output).toContain(sentence)
    const built = await site.build()
    expect(built.code, built.output).toBe(0)
    expect(built.output).toContain(sentence)
  })
})

it('explains two files for one URL without a stack', async () => {
  const site = await openSite({ 'routes/a.tsx': page, 'routes/a/index.tsx': page })
  const sentence = 'routes/a.tsx and routes/a/index.tsx answer the same URL. Rename or remove one.'
  const server = await site.startDev()
  expect((await server.fetch('/a')).status).toBe(500)
  await waitUntil(async () => expect(server.output()).toContain(sentence))
  expect(server.output()).not.toMatch(/\n\s+at /)

  const { code, output } = await site.build()
  expect(code).toBe(1)
  expect(output).toContain(`\n${sentence}`)
  expect(output).not.toMatch(/\n\s+at /)

  await site.remove('routes/a.tsx')
  await waitUntil(async () => expect(await server.text('/a')).toContain('<p>home</p>'))
})

function filesOf(...paths: string[]) {
  return paths.flatMap((path) => parseRouteFile(path, ['.tsx', '.ts']) ?? [])
}
