// The field for pictures, which checks their number, size and type before they are sent. The server checks them again.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SentForm } from 'vial'
import { Field } from '../../_forms/field.tsx'
import { findFilesProblem, maxFiles, maxMegabytes, pictureTypes } from './picture-limits.ts'

export default function PictureField({ form: sent }: { form: SentForm | undefined }) {
  const [form, setForm] = useState(sent)
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const input = root.current!.querySelector('input')!
    // The visitor may have chosen files before the island hydrated.
    if (input.files?.length) check()
    input.addEventListener('change', check)
    input.form!.addEventListener('submit', stopInvalid)
    return () => {
      input.removeEventListener('change', check)
      input.form?.removeEventListener('submit', stopInvalid)
    }

    function check(): string | undefined {
      const problem = findFilesProblem([...(input.files ?? [])])
      setForm(problem === undefined ? undefined : { values: {}, errors: { pictures: [problem] } })
      return problem
    }

    function stopInvalid(event: SubmitEvent): void {
      if (check() === undefined) return
      event.preventDefault()
      // Screen readers announce the field together with its error.
      input.focus()
    }
  }, [])

  return (
    <div ref={root}>
      <Field
        form={form}
        name="pictures"
        label="Pictures"
        hint={`Up to ${maxFiles} at once, of at most ${maxMegabytes} MB each: PNG, JPEG, GIF, WebP or AVIF.`}
        type="file"
        accept={pictureTypes.join()}
        multiple
        required
      />
    </div>
  )
}
