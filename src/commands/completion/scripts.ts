/**
 * The scripts that shells load. They know nothing: each Tab asks `fusionkit completion --complete` of whichever fusionkit is about to
 * be run, so what is completed is what that version has.
 *
 * What comes back: a line with "words" or "files" (also complete file names), and a line for each candidate, its description behind a
 * tab; without any line there is nothing to complete. Nothing that was typed is evaluated.
 */
import type { Shell } from '../../messages/completion.js'

const bash = String.raw`# bash completion for fusionkit, printed by: fusionkit completion bash

# Asks the fusionkit at $1 about the line up to the cursor. bash takes words apart at ":" and "=", so it says which piece it replaces.
_fusionkit_ask() {
    local kind='' reply
    COMPREPLY=()
    while IFS= read -r reply; do
        if [[ -z $kind ]]; then kind=$reply; else COMPREPLY+=("$reply"); fi
    done < <("$1" completion --complete bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    if [[ $kind != files ]]; then compopt +o default +o bashdefault 2>/dev/null; fi
    return 0
}

_fusionkit() {
    local program=\${1/#\~/$HOME}
    type -P -- "$program" >/dev/null || program=fusionkit
    _fusionkit_ask "$program" "$2"
}

# npx fusionkit …: the one of this folder, without npx
_fusionkit_npx() {
    local folder=$PWD
    COMPREPLY=()
    while [[ -n $folder && ! -x $folder/node_modules/.bin/fusionkit ]]; do folder=\${folder%/*}; done
    if [[ -n $folder ]]; then _fusionkit_ask "$folder/node_modules/.bin/fusionkit" "$2"; fi
    return 0
}

complete -o default -o bashdefault -F _fusionkit fusionkit
if ! complete -p npx >/dev/null 2>&1; then complete -o default -o bashdefault -F _fusionkit_npx npx; fi
`

const zsh = String.raw`#compdef fusionkit
# zsh completion for fusionkit, printed by: fusionkit completion zsh

# Asks the fusionkit at $1 about the words from the $2nd on.
_fusionkit_ask() {
    local -a typed lines described
    integer at
    for (( at = $2; at < CURRENT; at++ )); do typed+=("\${(Q)words[at]}"); done
    lines=("\${(@f)$("$1" completion --complete zsh -- "\${typed[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
    local kind=$lines[1] done=1
    described=("\${(@)lines[2,-1]}")
    if [[ $PREFIX == --*=* ]]; then compset -P '*='; fi
    if (( $#described )); then _describe -t fusionkit fusionkit described && done=0; fi
    if [[ $kind == files ]]; then _files && done=0; fi
    return done
}

_fusionkit() {
    local program=\${\${(Q)words[1]}/#\~/$HOME}
    (( $+commands[$program] )) || [[ -x $program ]] || program=fusionkit
    _fusionkit_ask "$program" 2
}

# npx fusionkit …: the one of this folder, without npx
_fusionkit_npx() {
    local folder=$PWD
    integer at=\${words[(i)fusionkit]}
    if (( at >= CURRENT )); then _default; return; fi
    while [[ -n $folder && ! -x $folder/node_modules/.bin/fusionkit ]]; do folder=\${folder%/*}; done
    if [[ -n $folder ]]; then _fusionkit_ask "$folder/node_modules/.bin/fusionkit" $(( at + 1 )); fi
}

if [[ $funcstack[1] == _fusionkit ]]; then
    _fusionkit "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef _fusionkit fusionkit
    if (( ! $+_comps[npx] )); then compdef _fusionkit_npx npx; fi
fi
`

const fish = String.raw`# fish completion for fusionkit, printed by: fusionkit completion fish

# Asks the fusionkit at $argv[1] about the words behind it.
function __fusionkit_ask
    set -l token (commandline -ct)
    set -l plain (string unescape -- $token 2>/dev/null); or set plain $token
    set -l lines ($argv[1] completion --complete fish -- $argv[2..] "$plain" 2>/dev/null)
    if test "$lines[1]" = files
        set -l settled (string match -r -- '^--[^=]+=' $token)
        for path in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' $token))
            printf '%s%s\n' "$settled" $path
        end
    end
    set -e lines[1]
    for line in $lines
        printf '%s\n' $line
    end
end

function __fusionkit_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    type -q -- $program; or set program fusionkit
    __fusionkit_ask $program $words[2..]
end

# npx fusionkit …: the one of this folder, without npx
function __fusionkit_complete_npx
    set -l words (commandline -opc)
    set -l at (contains -i -- fusionkit $words); or return
    set -l folder $PWD
    while test -n "$folder"; and not test -x $folder/node_modules/.bin/fusionkit
        set folder (string replace -r '/[^/]*$' '' -- $folder)
    end
    test -n "$folder"; and __fusionkit_ask $folder/node_modules/.bin/fusionkit $words[(math $at + 1)..]
end

complete -c fusionkit -e
complete -c fusionkit -f -a '(__fusionkit_complete)'
complete -c npx -n 'contains -- fusionkit (commandline -opc)' -f -a '(__fusionkit_complete_npx)'
`

const pwsh = String.raw`# PowerShell completion for fusionkit, printed by: fusionkit completion pwsh

Register-ArgumentCompleter -Native -CommandName fusionkit -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $typed = @($elements | Select-Object -Skip 1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    if ($wordToComplete -eq '') { $typed += '' }
    # An empty word is lost on its way to a program in some versions: each goes behind a sign.
    $words = @($typed | ForEach-Object { '=' + $_ })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @(& $elements[0].Extent.Text completion --complete pwsh -- @words 2>$null)
    } catch {
        $lines = @()
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    $candidates = @($lines | Select-Object -Skip 1)
    # Nothing at all lets PowerShell complete file names, an empty text lets it complete none.
    if ($candidates.Count -eq 0) {
        if ($lines.Count -eq 0 -or $lines[0] -ne 'files') { '' }
        return
    }
    $candidates | ForEach-Object {
        $name, $about = $_ -split [char]9, 2
        $text = if ($name -match '[^\w@%+=:./\\-]') { "'" + ($name -replace "'", "''") + "'" } else { $name }
        $tip = if ($about) { $about } else { $name }
        $kind = if ($name.StartsWith('-')) { 'ParameterName' } else { 'ParameterValue' }
        [System.Management.Automation.CompletionResult]::new($text, $name, $kind, $tip)
    }
}
`

/** In a template \`\${…}\` would be ours, so the scripts write it with a backslash. */
const plain = (script: string): string => script.replaceAll('\\${', '${')

export const scripts: Readonly<Record<Shell, string>> = {
  bash: plain(bash),
  zsh: plain(zsh),
  fish: plain(fish),
  pwsh: plain(pwsh),
}
