BeforeDiscovery {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $commands = Get-Command -Module RedshiftEncryption | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    $keys = $commands | ForEach-Object {
        $command = $_.Command
        $command.Parameters.Values | Where-Object Name -Like '*RootKey' | ForEach-Object { @{ Name = $command.Name; Parameter = $_ } }
    }
}

BeforeAll {
    $assembly = [RedshiftEncryption.Commands.NewRootKeyCommand].Assembly
    $every = [Reflection.BindingFlags]'Public, NonPublic, Instance, Static, DeclaredOnly'

    # A type, and the types that it is made of.
    function Expand-Type([type] $Type) {
        if ($Type.HasElementType) { return Expand-Type $Type.GetElementType() }
        $Type
        $Type.GetGenericArguments() | Where-Object { -not $_.IsGenericParameter } | ForEach-Object { Expand-Type $_ }
    }

    function Find-Foreign($Types) {
        $Types | Where-Object { $_ } | ForEach-Object { Expand-Type $_ } |
            Where-Object { $_.Assembly.GetName().Name -match "^(AWSSDK\.|$([regex]::Escape((Get-TestAwsAssembly)))$)" } | ForEach-Object FullName
    }
}

Describe 'The cmdlet assembly' {
    It 'would be found out if it named the S3 assembly' {
        Find-Foreign ([Collections.Generic.List[string]]) | Should -BeNullOrEmpty
        $opener = $assembly.GetType('RedshiftEncryption.Loading.ObjectStoreOpener', $true)
        $called = [Reflection.Assembly]::Load((Get-TestAwsAssembly)).GetType('RedshiftEncryption.Aws.S3.S3ObjectStore', $true)
        Find-Foreign $opener, $called.MakeArrayType() | Should -Be 'RedshiftEncryption.Aws.S3.S3ObjectStore'
    }

    It 'has neither in a public signature' {
        $types = $assembly.GetExportedTypes() | ForEach-Object {
            $_.GetMethods($every) + $_.GetConstructors($every) | Where-Object { $_.IsPublic -or $_.IsFamily -or $_.IsFamilyOrAssembly } | ForEach-Object {
                $_.GetParameters().ParameterType
                if ($_ -is [Reflection.MethodInfo]) { $_.ReturnType }
            }
            $_.GetProperties($every).PropertyType
            $_.GetEvents($every).EventHandlerType
            $_.GetCustomAttributesData().AttributeType
        }
        @($types).Count | Should -BeGreaterThan 100
        Find-Foreign $types | Should -BeNullOrEmpty
    }

    It 'has neither in a field, a base type or an interface of any type' {
        $types = $assembly.GetTypes() | ForEach-Object { $_.BaseType; $_.GetInterfaces(); $_.GetFields($every).FieldType }
        @($types).Count | Should -BeGreaterThan 100
        Find-Foreign $types | Should -BeNullOrEmpty
    }
}

Describe 'The parameters' {
    It 'of <Name> that bind by property name are neither options nor secrets' -ForEach $commands {
        $bound = $Command.Parameters.Values | Where-Object { $_.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true }
        foreach ($parameter in $bound) {
            # COPY's own REGION is a fact of the objects; a connection's is not theirs to choose.
            $facts = $Name -eq 'Get-CopyStatement' ? @('Region') : @()
            $parameter.Name | Should -BeIn (@('BucketName', 'Key', 'VersionId', 'LiteralPath') + $facts)
            $aliases = $parameter.Name -eq 'LiteralPath' ? @('PSPath', 'FullName', 'SourcePath') : @()
            $parameter.Aliases | Should -Be $aliases
        }
    }

    It '-BucketName of <Name> is positional in every set' -ForEach ($commands | Where-Object { $_.Command.Parameters.ContainsKey('BucketName') }) {
        $Command.ParameterSets | ForEach-Object { $_.Parameters | Where-Object Name -EQ BucketName } | ForEach-Object { $_.Position | Should -BeIn 0, 1 }
    }

    It '<Parameter.Name> of <Name> takes root keys, not what module logging would write down' -ForEach $keys {
        $Parameter.ParameterType.FullName | Should -BeIn 'RedshiftEncryption.RootKey', 'RedshiftEncryption.RootKey[]'
        $Parameter.Attributes.TypeId.Name | Should -Contain 'RootKeyTransformationAttribute'
        $Parameter.Attributes.TypeId.Name | Should -Contain 'ValidateNotNullAttribute'
    }

    It '-InputObject of <Name> is hidden' -ForEach ($commands | Where-Object { $_.Command.Parameters.ContainsKey('InputObject') }) {
        $Command.Parameters['InputObject'].Attributes | Where-Object { $_ -is [Parameter] } | ForEach-Object { $_.DontShow | Should -BeTrue }
    }
}

Describe 'RootKey' {
    It 'cannot be made, changed or parsed from outside' {
        $type = [RedshiftEncryption.RootKey]
        $type.GetConstructors() | Should -BeNullOrEmpty
        $type.GetProperties() | Where-Object { $_.SetMethod.IsPublic } | Should -BeNullOrEmpty
        $type.GetMethods([Reflection.BindingFlags]'Public, Static').Name | Should -Not -Contain 'Parse'
        $type.GetFields() | Where-Object { -not $_.IsLiteral } | Should -BeNullOrEmpty
    }
}
