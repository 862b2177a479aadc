import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { type FieldOptions, errorsOf, field, FieldMessages } from './field.ts'

const refused = {
  values: { title: 'a', tag: 'x', password: 'p', secret: 's', agree: 'on' },
  lists: { tag: ['x', 'z'] },
  errors: { title: ['Too short.', 'Too dull.'], 'tag.1': ['Unknown.'], '': ['Try again.'] },
}

describe('field()', () => {
  it('is empty or has the initial value before the form is submitted', () => {
    expect(field(undefined, 'title')).toEqual({ id: 'title', name: 'title' })
    expect(field(undefined, 'age', { type: 'number', initial: 7 })).toEqual({
      id: 'age',
      name: 'age',
      type: 'number',
      value: '7',
    })
  })

  it.each([
    ['date', '2026-11-28'],
    ['datetime-local', '2026-11-28T17:30'],
    ['month', '2026-11'],
    ['time', '17:30'],
    [undefined, '2026-11-28T17:30:00.000Z'],
  ])('writes an initial date as an input of type %s expects it', (type, value) => {
    expect(field(undefined, 'born', { type, initial: new Date('2026-11-28T17:30Z') }).value).toBe(value)
    expect(field(undefined, 'born', { type, initial: new Date('never') })).not.toHaveProperty('value')
  })

  it('takes null, and a boolean for a box', () => {
    expect(field(undefined, 'title', { initial: null })).toEqual({ id: 'title', name: 'title' })
    const isChecked = (form: typeof refused | undefined, options: FieldOptions) =>
      field(form, 'agree', options).checked
    expect(isChecked(undefined, { type: 'checkbox', initial: true })).toBe(true)
    expect(isChecked(undefined, { type: 'checkbox', value: 'yes', initial: true })).toBe(true)
    expect(isChecked(undefined, { type: 'checkbox', initial: false })).toBe(false)
    expect(isChecked(undefined, { type: 'radio', value: 'true', initial: true })).toBe(true)
    expect(isChecked(undefined, { type: 'radio', value: 'false', initial: true })).toBe(false)
    expect(
      isChecked(
        { ...refused, values: { ...refused.values, agree: '' } },
        { type: 'checkbox', initial: true },
      ),
    ).toBe(false)
  })

  it('has the submitted value, and refers to the error and to a hint', () => {
    expect(field(refused, 'title', { initial: 'b', hint: 'title-hint' })).toEqual({
      id: 'title',
      name: 'title',
      value: 'a',
      'aria-invalid': 'true',
      'aria-describedby': 'title-hint title-error',
    })
  })

  it('never fills in passwords and files', () => {
    expect(field(refused, 'password')).toEqual({ id: 'password', name: 'password' })
    expect(field(refused, 'secret', { type: 'password' })).toEqual({
      id: 'secret',
      name: 'secret',
      type: 'password',
    })
    expect(field(refused, 'title', { type: 'file' }).value).toBeUndefined()
  })

  it('checks the submitted boxes instead of the initial ones', () => {
    const checked = (form: typeof refused | undefined): (boolean | undefined)[] =>
      ['x', 'y', 'z'].map((value) => field(form, 'tag', { type: 'checkbox', value, initial: ['y'] }).checked)

    expect(checked(undefined)).toEqual([false, true, false])
    expect(checked(refused)).toEqual([true, false, true])
    expect(field(refused, 'agree', { type: 'checkbox' })).toMatchObject({
      id: 'agree',
      value: 'on',
      checked: true,
    })
    expect(field(refused, 'news', { type: 'checkbox', initial: 'on' }).checked).toBe(false)
    expect(field(refused, 'tag', { type: 'radio', value: 'x' }).id).toBe('tag-x')
  })

  it('selects the option and fills the text area', () => {
    const option = (value: string): unknown => h('option', { value }, value)
    const select = h('select', field(refused, 'title'), option('a') as never, option('b') as never)
    expect(renderToString(select)).toContain('<option selected value="a">')
    expect(renderToString(h('textarea', field(refused, 'title')))).toMatch(/>a<\/textarea>/)
  })

  it('selects several options', () => {
    const attributes = field(refused, 'tag', { multiple: true, initial: ['y'] })
    expect(attributes).toMatchObject({ id: 'tag', multiple: true, value: ['x', 'z'] })
    expect(field(undefined, 'tag', { multiple: true, initial: ['y'] })).toMatchObject({ value: ['y'] })
    expect(field(refused, 'title', { multiple: true })).toMatchObject({ value: ['a'] })
    expect(field(refused, 'other', { multiple: true, initial: ['y'] })).toMatchObject({ value: [] })
    const options = ['x', 'y', 'z'].map((value) => ({ value, selected: value === 'y' }))
    attributes.ref({ options } as never)
    expect(options.map(({ selected }) => selected)).toEqual([true, false, true])
  })

  it('belongs to one row of a list', () => {
    const form = { ...refused, values: { ...refused.values, id: '7' } }
    const fieldOf = (id: number) => field(form, 'title', { row: { id }, initial: 'b', hint: 'hint' })

    expect(fieldOf(7)).toEqual({
      id: '7-title',
      name: 'title',
      value: 'a',
      'aria-invalid': 'true',
      'aria-describedby': 'hint 7-title-error',
    })
    expect(fieldOf(8)).toEqual({
      id: '8-title',
      name: 'title',
      value: 'b',
      'aria-describedby': 'hint',
    })
    const messagesOf = (id: number) => renderToString(h(FieldMessages, { form, name: 'title', row: { id } }))
    expect(messagesOf(7)).toBe('<p id="7-title-error">Too short. Too dull.</p>')
    expect(messagesOf(8)).toBe('')
  })

  it.each([
    [{ action: 'rename', row: { id: 7 } }, 'rename-7-title', 'a'],
    [{ action: 'add', row: { id: 7 } }, 'add-7-title', undefined],
    [{ row: { list: 'my list', id: '7' } }, 'my-list-7-title', 'a'],
    [{ row: { list: 'other', id: '7' } }, 'other-7-title', undefined],
    [{ row: { toString: '7' } }, '7-title', undefined],
    [{ row: {} }, 'title', 'a'],
  ])('belongs to the row and action of %j', (options, id, value) => {
    const values = { ...refused.values, list: 'my list', id: '7' }
    const attributes = field({ ...refused, values, action: 'rename' }, 'title', options)

    expect([attributes.id, attributes.value]).toEqual([id, value])
  })

  it('belongs to one action of the page', () => {
    const form = { ...refused, action: 'rename' }

    expect(field(form, 'title', { action: 'rename' })).toEqual({
      id: 'rename-title',
      name: 'title',
      value: 'a',
      'aria-invalid': 'true',
      'aria-describedby': 'rename-title-error',
    })
    expect(field(form, 'title', { action: 'add', initial: 'b' })).toEqual({
      id: 'add-title',
      name: 'title',
      value: 'b',
    })
    expect(field(form, 'title').value).toBe('a')
    expect(renderToString(h(FieldMessages, { form, name: 'title', action: 'rename' }))).toBe(
      '<p id="rename-title-error">Too short. Too dull.</p>',
    )
    expect(renderToString(h(FieldMessages, { form, name: 'title', action: 'add' }))).toBe('')
  })

  it('treats every name literally', () => {
    const form = { values: { 'a[b]': '1', 'a.b': '2', 'two words': '3' }, errors: { 'two words': ['No.'] } }
    expect(field(form, 'a[b]').value).toBe('1')
    expect(field(form, 'a.b').value).toBe('2')
    expect(field(form, 'a').value).toBeUndefined()
    for (const name of ['toString', '__proto__', 'constructor'])
      expect(field(form, name)).toEqual({ id: name, name })
    expect(field(form, 'two words')['aria-describedby']).toBe('two-words-error')
  })
})

describe('errorsOf()', () => {
  it('returns the errors of the field and of its values', () => {
    expect(errorsOf(refused, 'tag')).toEqual(['Unknown.'])
    expect(errorsOf(refused, '')).toEqual(['Try again.'])
    expect(errorsOf(refused, 'other')).toEqual([])
    expect(errorsOf(undefined, 'title')).toEqual([])
  })
})

describe('FieldMessages()', () => {
  it('shows the messages in the element that the field refers to', () => {
    expect(
      renderToString(
        h(FieldMessages, { form: refused, name: 'title', class: 'bad' }, h('b', null, 'Error: ')),
      ),
    ).toBe('<p id="title-error" class="bad"><b>Error: </b>Too short. Too dull.</p>')
    expect(renderToString(h(FieldMessages, { form: refused, name: '' }))).toBe(
      '<p id="form-error">Try again.</p>',
    )
    expect(renderToString(h(FieldMessages, { form: refused, name: 'other' }))).toBe('')
  })
})
