/** Every key that there is, as one config. */
export const wholeExample = `# yaml-language-server: $schema=./schemas/fusion.config.schema.json
version: 1                    # required

model: llama3.2:latest        # as \`ollama list\` shows it
gpu: true
language: auto                # auto (default) | en | fr
engine: ollama                # ollama (default) | rules

sampling:
  temperature: 0.2            # (default)
  top_p: 0.9
  max_tokens: 200
  seed: 42                    # each attempt derives its own from it

max_attempts: 10
retry:
  temperature_step: 0.1
  temperature_max: 0.8
unique: pair                  # pair (default) | group
batch: false

x-rows: &rows { question: "{{ question }}", answer: "{{ answer }}" }

sources:
  random:
    faker:
      entries: 10000
      seed: 1
      locale: en
      unique: [name]
      fields:
        name: person.fullName # any Faker method
        action: [cooking, coding, napping, reading, dancing]    # or one of a list
    question: "What does {{ name }} ?"
    answer: "{{ name }} is {{ action }}!"
    output: dataset/sources/random.jsonl
  capitals:
    <<: *rows
    files: dataset/sources/capitals.jsonl      # a path, a glob, or a list

groups:
  people: { source: random, size: 50 }
  crowd: { source: random, buckets: 200 }
  world: { source: capitals, by: continent }
  quiz: { source: capitals, where: { level: [easy, medium] }, limit: 40 }
  topics: { files: "dataset/question_groups/*.jsonl" }
  law:
    files: dataset/law.jsonl
    model: qwen3:8b
    variants: { yes_no: false, academic: "Rewrite this question as a professor of law would: {{ simple }}" }
    vars: { tone: strict }

pairs: all                    # (default) or { sample: 500, seed: 7 }

prompts: en-1
system: You return only the question, nothing else.       # for every variant without its own

variants:
  simple:
    prompt: |
      Merge these two questions into one deliberately simple question:
      <q1>{{ q1 }}</q1>
      <q2>{{ q2 }}</q2>
    examples:
      - { q1: "Who invented the zip fastener?", q2: "How long can a snail sleep?", text: "Who invented the zip fastener, and how long can a snail sleep?" }
    checks: { keeps_both: 0.5 }
  fluid: "Rephrase this question so that it reads fluently and clearly: {{ simple }}"   # short form
  academic: { prompt: { file: prompts/academic.md }, model: qwen3:4b, sampling: { temperature: 0.7 } }
  fused_answer: { prompt: "Merge these two answers: {{ a1 }} / {{ a2 }}", record: false, checks: { ends_with: false } }
  gentle: { prompt: "Say it gently: {{ simple }}", style: fluid }
  yes_no: false               # drops a built-in one

record:
  question: "{{ text }}"
  answer: "{{ q1 }} {{ q2 }}"
  difficulty: "{{ row1.difficulty }}"

checks:
  ends_with: ["?"]
  one_question: true
  max_words: 80
  matches: ['^\\p{Lu}']        # all of these
  not_matches: ['(?i)\\banswer\\b']
  keeps_both: 0.5

output:
  groups: dataset/groups/{{ from }}/{{ group }}.jsonl          # (default)
  fusions: dataset/fusion_datasets/{{ group }}.jsonl           # (default)
  merged: dataset/batch_fusion_generator/batch_fusion_dataset.jsonl     # (default)
overrides: dataset/overrides.jsonl    # (default none)
preview:
  pairs: 8
  seed: 0                                                      # (default)
  pinned:
    - ["Who wrote the opera Carmen?", "How many strings has a violin?"]
`

export const wholeExampleFiles = { 'prompts/academic.md': 'Rephrase as a scholar:\n{{ simple }}\n' }
