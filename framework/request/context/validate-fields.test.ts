import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type FormOptions, convertFields } from './form-fields.ts'
import { readForm } from './form.ts'
import { validateFields } from './validate-fields.ts'

describe('a form that Valibot validates', () => {
  const schema = v.object({
    amount: v.pipe(v.number('Enter a number.'), v.minValue(1, 'At least one.')),
    due: v.date('Enter a date.'),
    size: v.picklist(['small', 'large'], 'Choose a size.'),
    photo: v.file('Choose a picture.'),
    note: v.optional(v.string()),
  })

  it('has the message of each field that the visitor left empty', async () => {
    const form = await send('amount=&due=', schema, { numbers: ['amount'], dates: ['due'] })

    expect(form.errors).toEqual({
      amount: ['Enter a number.'],
      due: ['Enter a date.'],
      size: ['Choose a size.'],
      photo: ['Choose a picture.'],
    })
  })

  it('has the messages of all other fields, too', async () => {
    const form = await send('amount=0&size=small', schema, { numbers: ['amount'] })

    expect(form.errors).toEqual({
      amount: ['At least one.'],
      due: ['Enter a date.'],
      photo: ['Choose a picture.'],
    })
  })

  it('leaves out a field that may be missing but not undefined', async () => {
    const exact = v.object({
      age: v.exactOptional(v.number()),
      name: v.pipe(v.string(), v.nonEmpty('Name?')),
    })

    expect(await send('age=&name=Ada', exact, { numbers: ['age'] })).toMatchObject({ ok: true })
    expect((await send('age=&name=', exact, { numbers: ['age'] })).errors).toEqual({ name: ['Name?'] })
  })

  it('is validated once if nothing is missing', async () => {
    const check = vi.fn(() => false)
    const failing = v.object({ name: v.pipe(v.string(), v.check(check, 'No.')) })
    await validateFields(failing, convertFields({ name: 'Ada' }, failing, undefined, 'form'))

    expect(check).toHaveBeenCalledTimes(1)
  })
})

describe('a form that another library validates', () => {
  it.each([
    ['zod', z.object({ amount: z.number('Enter a number.') }), 'Enter a number.'],
    ['arktype', type({ amount: 'number' }), 'amount must be a number (was missing)'],
  ])('has the message of the library: %s', async (_, schema, message) => {
    expect((await send('amount=', schema, {})).errors).toEqual({ amount: [message] })
  })
})

function send(body: string, schema: Parameters<typeof readForm>[1], options: FormOptions) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return readForm(new Request('http://localhost/', { method: 'POST', body, headers }), schema, { options })
}
