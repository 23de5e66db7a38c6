# The words that the project does not write, in what users read: the C# string literals of src/ and the prose of the
# documents. Code, inline code and URLs are excepted. A pattern is as narrow as its legitimate neighbors need, which its
# Fits show. And lines of at most 140 columns in C#.
BeforeDiscovery {
    $words = @(
        @{ Word = 'side by side'; Use = 'concurrently'; Pattern = 'side by side'; Hits = 'sent side by side'; Fits = 'on each side' }
        @{ Word = 'mend'; Use = 'fix'; Pattern = 'mend(s|ed|ing)?'; Hits = 'Mend the errors', 'what mends it'; Fits = 'recommended', 'amended' }
        @{ Word = 'pass over'; Use = 'skip'; Pattern = 'pass(es|ed|ing)? over'; Hits = 'is passed over', 'passes over it'; Fits = 'is passed to' }
        @{ Word = 'under way'; Use = 'in progress'; Pattern = 'under way|on (its|their) way'; Hits = 'requests under way', 'on its way'; Fits = 'the way of the data' }
        @{ Word = 'break off'; Use = 'truncated, interrupted'; Pattern = '(break(s|ing)?|broke|broken) off'; Hits = 'broken off', 'breaks off'; Fits = 'a broken upload' }
        @{ Word = 'unpack'; Use = 'decompress'; Pattern = 'unpack(s|ed|ing)?'; Hits = 'unpacks gzip'; Fits = 'the package' }
        @{ Word = 'whoever'; Use = 'a real subject'; Pattern = 'whoever'; Hits = 'Whoever loses it'; Fits = 'who' }
        @{ Word = 'nobody'; Use = 'a real subject'; Pattern = 'nobody'; Hits = 'nobody writes'; Fits = 'no one' }
        @{ Word = 'somebody'; Use = 'a real subject'; Pattern = 'somebody(''s)?'; Hits = 'somebody else'; Fits = 'someone' }
        @{ Word = 'is no X'; Use = 'is not a X'; Pattern = '(?<!\bthere )(is|are|was|were) no(?= )(?! (longer|more|less|fewer|larger|smaller|greater|better|later|earlier|older|newer|different)\b)'; Hits = '''x'' is no directory', 'these are no objects'; Fits = 'there is no object', 'There are no keys', 'is no longer read', 'is not a file', 'is none' }
        @{ Word = 'else (as an adverb)'; Use = 'otherwise, or a new sentence'; Pattern = '(?<!\b(?:\w*thing|\w*one|\w*ever|\w*body|where|who|what|all|or) )(?<!/)else'; Hits = 'by a checksum, else by reading', '(else its name)'; Fits = 'anything else', 'someone else', 'whatever else', 'or else', 'if/else', 'elsewhere', 'What else' }
        @{ Word = 'say -Parameter'; Use = 'specify -Parameter'; Pattern = '(say|says|said|saying|give|gives|given|giving) (an? |the )?-[A-Z]\w*|(?<=-[A-Z]\w* (is|are|was|were) )(given|said)'; Hits = 'or say -Force', 'Give -RootKey.', 'Give a -BasePath', 'where -RootKey is given'; Fits = 'Specify -Force', 'the server gives no ETag', 'is given' }
        @{ Word = 'stands'; Use = 'is, contains, is stored in'; Pattern = '(stands|stood)(?! (for|in for|out)\b)'; Hits = 'the version stands in', 'what stood against'; Fits = 'it stands for', 'understands', 'a stand-in', 'standard' }
        @{ Word = 'lies'; Use = 'is, is stored in'; Pattern = 'lies (in|on|at|below|beside|behind|under)'; Hits = 'as it lies on a module path'; Fits = 'applies in', 'replies on' }
        @{ Word = 'go along'; Use = 'are preserved'; Pattern = '(go|goes|went|going|gone) along'; Hits = 'tags go along'; Fits = 'along with' }
        @{ Word = 'cancelled'; Use = 'canceled'; Pattern = 'cancell(ed|ing)'; Hits = 'was cancelled', 'cancelling'; Fits = 'cancellation', 'canceled' }
        @{ Word = 'British -our, -re, -ll-, -ce'; Use = 'American spelling'; Pattern = '\w*(colour|behaviour|neighbour|favour|honour)\w*|centre[sd]?|licence[sd]?|labell(ed|ing)|modell(ed|ing)|signall(ed|ing)|whilst|amongst'; Hits = 'Colours', 'behaviour', 'a neighbour', 'licence'; Fits = 'color', 'license', 'four', 'your' }
        @{ Word = 'British -ise'; Use = 'American spelling'; Pattern = '\w*(recogni|seriali|normali|organi|summari|optimi|initiali|authori|locali|synchroni|minimi|maximi|customi|finali|categori|analy)s(e|ed|es|ing|ation|er)(?<!analyses)(?<!analyser)'; Hits = 'recognised', 'deserialised', 'synchronisation', 'unserialised'; Fits = 'recognized', 'serialized', 'analysis', 'raised', 'premises', 'localhost' }
    )
}

BeforeAll {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName

    function Get-RelativePath([string] $Path) { [IO.Path]::GetRelativePath($root, $Path).Replace('\', '/') }

    function Get-CSharpFile([string[]] $Folder) {
        $Folder | ForEach-Object { Get-ChildItem "$root/$_" -Recurse -Filter *.cs } | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' }
    }

    # PowerShell has the C# compiler with it: literals are what it takes for them, and comments are not.
    [void][Reflection.Assembly]::LoadFrom("$PSHOME/Microsoft.CodeAnalysis.dll")
    [void][Reflection.Assembly]::LoadFrom("$PSHOME/Microsoft.CodeAnalysis.CSharp.dll")
    function Get-LiteralText([string] $Code) {
        $tree = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($Code)
        $nodes = $tree.GetRoot().DescendantNodes($null, $false)
        foreach ($node in [Linq.Enumerable]::OfType[Microsoft.CodeAnalysis.CSharp.Syntax.LiteralExpressionSyntax]($nodes)) {
            if ($node.Token.Value -is [string]) { [pscustomobject]@{ Line = $tree.GetLineSpan($node.Span).StartLinePosition.Line + 1; Text = $node.Token.ValueText } }
        }
        foreach ($node in [Linq.Enumerable]::OfType[Microsoft.CodeAnalysis.CSharp.Syntax.InterpolatedStringExpressionSyntax]($nodes)) {
            $text = foreach ($part in $node.Contents) { $part -is [Microsoft.CodeAnalysis.CSharp.Syntax.InterpolatedStringTextSyntax] ? $part.TextToken.ValueText : '{}' }
            [pscustomobject]@{ Line = $tree.GetLineSpan($node.Span).StartLinePosition.Line + 1; Text = -join $text }
        }
    }

    # Prose alone, in its lines. A parameter in inline code stays one, for "say `-Force`" is prose.
    function Get-Prose([string] $Markdown) {
        $text = $Markdown.Replace("`r`n", "`n")
        $blank = { "`n" * ($args[0].Value.Split("`n").Count - 1) }
        $text = [regex]::Replace($text, '(?ms)\A---\n.*?^---$', $blank)
        $text = [regex]::Replace($text, '(?ms)^ *(?<fence>```+)[^\n]*\n.*?^ *\k<fence> *$', $blank)
        $text = [regex]::Replace($text, '`(?<code>[^`\n]+)`', { $args[0].Groups['code'].Value -cmatch '^-[A-Z]\w*$' ? $args[0].Groups['code'].Value : '{}' })
        $text = $text -replace '\]\([^)\n]*\)', ']' -replace 'https?://\S+', '{}'
        $number = 0
        foreach ($line in $text.Split("`n")) { $number++; if ($line.Trim()) { [pscustomobject]@{ Line = $number; Text = $line } } }
    }

    $literals = foreach ($file in Get-CSharpFile src) {
        $path = Get-RelativePath $file.FullName
        Get-LiteralText (Get-Content -Raw -LiteralPath $file.FullName) | ForEach-Object { [pscustomobject]@{ Place = "${path}:$($_.Line)"; Text = $_.Text } }
    }
    $pages = @('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md' | ForEach-Object { "$root/$_" } | Where-Object { Test-Path $_ } | Get-Item) + @(Get-ChildItem "$root/docs", "$root/samples" -Recurse -Filter *.md)
    $prose = foreach ($page in $pages) {
        $path = Get-RelativePath $page.FullName
        Get-Prose (Get-Content -Raw -LiteralPath $page.FullName) | ForEach-Object { [pscustomobject]@{ Place = "${path}:$($_.Line)"; Text = $_.Text } }
    }

    function Find-Word([string] $Pattern, $Texts) {
        $regex = [regex]::new("(?<![\w-])(?:$Pattern)(?!\w)", 'IgnoreCase')
        foreach ($text in $Texts) {
            foreach ($match in $regex.Matches($text.Text)) {
                # In capitals it is SQL's.
                if ($match.Value -cmatch '[a-z]') { "$($text.Place): $($match.Value)" }
            }
        }
    }

    # Should shows no more than ten of a list.
    function Assert-None([string[]] $Found, [string] $Because) {
        if ($Found) { throw "$($Found.Count) $Because`n" + ($Found -join "`n") }
    }
}

Describe 'The search for words' {
    It 'reads the literals of C# and no comments' {
        $code = "// mend`nvar a = `"one {mend}`"; /* mend */`nvar b = `$`"two {a + `"three`"} four`"; var c = `"`"`"five`"`"`"; var d = @`"six`";"
        $texts = @(Get-LiteralText $code)
        $texts.Text | Sort-Object | Should -Be 'five', 'one {mend}', 'six', 'three', 'two {} four'
        ($texts | Where-Object Text -Like 'two*').Line | Should -Be 3
    }

    It 'reads the prose of Markdown, and no code' {
        $lines = @(Get-Prose "# Mend`n``````powershell`nmend`n```````nSay ``-Force``, ``mend``, [here](mend.md).")
        $lines.Text | Should -Be '# Mend', 'Say -Force, {}, [here].'
        $lines.Line | Should -Be 1, 5
    }

    It 'has texts to search' {
        @($literals).Count | Should -BeGreaterThan 500
        @($prose).Count | Should -BeGreaterThan 500
    }

    It 'finds "<Word>", and not what looks like it' -ForEach $words {
        foreach ($text in $Hits) { Find-Word $Pattern ([pscustomobject]@{ Place = 1; Text = $text }) | Should -Not -BeNullOrEmpty -Because "'$text' is to be found" }
        foreach ($text in $Fits) { Find-Word $Pattern ([pscustomobject]@{ Place = 1; Text = $text }) | Should -BeNullOrEmpty -Because "'$text' is fine" }
    }
}

Describe '"<Word>" (<Use>)' -ForEach $words {
    It 'is in no string literal of src' {
        Assert-None (Find-Word $Pattern $literals) "string literals have ""$Word"". Write: $Use."
    }

    It 'is in no document' {
        Assert-None (Find-Word $Pattern $prose) "lines have ""$Word"". Write: $Use."
    }
}
