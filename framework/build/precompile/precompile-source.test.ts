import { SourceMap } from 'node:module'
import { describe, expect, it } from 'vitest'
import { precompileSource } from './precompile-source.ts'

const compile = (code: string, file?: string) => precompileSource(code, 'tsx', file)
const reasonsOf = async (code: string) =>
  (await compile(`<p>{1}</p>;${code}`))!.ordinary.map(({ reason }) => reason)

describe('precompileSource()', () => {
  it('writes one function for an element, and leaves expressions where they are', async () => {
    const { code } = (await compile(
      'const Row = ({ n }: Props) => <li class={n.x} title="a">{n.y as string}<br /></li>',
    ))!

    expect(code).toMatchInlineSnapshot(`
      "const Row = ({ n }: Props) => _vial_createElementNode(_vial_0, "li", [n.x, n.y as string])
      ;function _vial_0(h, jsx) {
        if (jsx) return jsx("li", { "class": h[0], "title": "a", children: [h[1], jsx("br", {  })] })
        const v1 = _vial_joinClass(h[0])
        if (v1 === undefined) return
        const v3 = _vial_joinChild(h[1])
        if (v3 === undefined) return
        return "<li" + v1 + " title=\\"a\\">" + v3 + "<br/></li>"
      }
      import { joinClass as _vial_joinClass, joinChild as _vial_joinChild, createElementNode as _vial_createElementNode } from 'vial/server'
      "
    `)
  })

  it('keeps texts that look like its own marks after entities are decoded', async () => {
    const { code } = (await compile('<p title="&#104;ole1" id={a}>&#104;ole0<b>{b}</b></p>'))!

    expect(code).toContain('return "<p title=\\"hole1\\"" + v')
    expect(code).toContain('">hole0<b>"')
  })

  it('keeps every line where it is', async () => {
    const source = `export default function Page() {
  return (
    <ul
      class={a()}
    >
      {list.map((item) => (
        <li key={item.id}>
          text
          {item.name /* comment */}
          <b
            title="x"
          >{other(item)}</b>
        </li>
      ))}
      <Component>
        <p>{b()}</p>
      </Component>
    </ul>
  )
}
const last = 1`
    const lines = (await compile(source))!.code.split('\n')

    for (const text of ['a()', 'list.map', 'item.name', 'other(item)', '<Component>', 'b()', 'const last']) {
      const line = (of: readonly string[]): number => of.findIndex((one) => one.includes(text))
      expect([text, line(lines)]).toEqual([text, line(source.split('\n'))])
    }
  })

  it('maps expressions to their columns', async () => {
    const source = 'const a = <p>text {fail()} <b>{other()}</b></p>'
    const { code, map } = (await compile(source))!
    const entry = new SourceMap(map as never).findEntry(0, code.indexOf('other()'))

    expect(entry).toMatchObject({ originalLine: 0, originalColumn: source.indexOf('other()') })
  })

  it('tells in development where elements are', async () => {
    const { code } = (await compile('\n  <p>\n   {x}<b /></p>', '/site/a.tsx'))!

    expect(code).toContain('"lineNumber":2,"columnNumber":3')
    expect(code).toContain('"fileName":"/site/a.tsx","lineNumber":3,"columnNumber":7')
  })

  it('chooses names that the file does not use', async () => {
    const { code } = (await compile('const _vial_0 = 1, hole0 = 2; <p title="hole0">{_vial_0}</p>'))!

    expect(code).toContain('_vial__createElementNode(_vial__0, "p", [_vial_0])')
    expect(code).toContain('"<p title=\\"hole0\\">" + v1 + "</p>"')
  })

  it.each([
    ['a file without elements', 'const a = 1 < b'],
    ['a file that does not parse', 'const a = <p>'],
    ['a file with a comment at its start', '/* @precompile off */\nimport "x"\nconst a = <p />'],
    ['a file with a line comment at its start', '// @precompile off: a reason\nconst a = <p />'],
    ['a file of another framework', '/** @jsxImportSource react */\nconst a = <p />'],
    ['a file with a factory', '/** @jsx h */\nconst a = <p />'],
    ['a file with components only', 'const a = <Page><>text</></Page>'],
  ])('leaves %s as it is', async (_, code) => {
    expect(await compile(code)).toBeUndefined()
  })

  it('compiles a file that names Preact', async () => {
    expect(await compile('/** @jsxImportSource preact */\nconst a = <p />')).toMatchObject({ count: 1 })
  })

  it.each([
    ['return /* @precompile off */ <p>{a}</p>', 'a comment says so'],
    ['<A>{/* @precompile off */}\n<p>{a}</p></A>', 'a comment says so'],
    ['<p><A /></p>', 'it contains <A>'],
    ['<p><a.B /></p>', 'it contains <component>'],
    ['<p>{list.map(() => <A />)}</p>', 'it contains <A>'],
    ['<p>{props.children}</p>', 'it contains children'],
    ['<p>{<>a</>}</p>', 'it contains a fragment'],
    ['<p><>a</></p>', 'it contains a fragment or a list of children'],
    ['<p><pre>{a}</pre></p>', 'it contains <pre>'],
    ['<p {...a} />', '<p> has a spread'],
    ['<p id="a" id="b" />', '<p> has id twice'],
    ['<p dangerouslySetInnerHTML={a} />', '<p> has dangerouslySetInnerHTML'],
    ['<select value={a} />', '<select> has value'],
    ['<option>{a}</option>', '<option> has no value'],
    ['<p key={n++} />', 'the key of <p> has side effects'],
    ['<br>{a}</br>', '<br> has content'],
  ])('tells why it leaves %s as it is', async (code, reason) => {
    const wrapped = code.startsWith('return') ? `() => { ${code} }` : code
    expect(await reasonsOf(wrapped)).toContain(reason)
  })

  it('compiles what is inside an element that it leaves as it is', async () => {
    const { code, count } = (await compile('<p {...a}><b>{a}</b>{c && <i>{c}</i>}</p>'))!

    expect(count).toBe(2)
    expect(code).toContain(
      '<p {...a}>{_vial_createElementNode(_vial_0, "b", [a])}{c && _vial_createElementNode(',
    )
  })
})
