using Hotline.Protocol;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Hotline.Hub.Doors.Http;

/// <summary>What the OpenAPI document says beside the paths themselves.</summary>
internal static class ApiDocument
{
    private const string Token = "token";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            if (context.ApplicationServices.GetRequiredService<OwnOrigin>().Public is { } origin)
            {
                document.Servers = [new OpenApiServer { Url = origin }];
            }
            document.Info.Title = "Hotline";
            document.Info.Version = "v1";
            document.Info.Description = "Authenticated messages between points of contact. "
                + "Every refusal is a problem (RFC 9457) with a stable number.";
            document.AddComponent<IOpenApiSecurityScheme>(Token, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWS",
                Description = "A token that the caller signs with its own key ('hotline token').",
            });
            UseContract(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                var token = new OpenApiSecuritySchemeReference(Token, context.Document);
                operation.Security = [new OpenApiSecurityRequirement { [token] = [] }];
            }
            foreach (var answer in operation.Responses!.Values)
            {
                if (answer.Content is { } content && content.TryGetValue(MediaTypes.Csv, out var table))
                {
                    table.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
                }
            }
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// The shapes are the contract's, docs/api/wire.json: what is made for the paths does not know the words of types
    /// that write themselves, nor what a refusal has beside other problems.
    /// </summary>
    private static void UseContract(OpenApiDocument document)
    {
        using var file = typeof(ApiDocument).Assembly.GetManifestResourceStream("wire.json")!;
        using var text = new StreamReader(file);
        var contract = OpenApiDocument.Parse(text.ReadToEnd(), "json").Document!.Components!.Schemas!;
        foreach (var (name, schema) in contract)
        {
            document.Components!.Schemas![name] = schema;
        }

        // The contract says that it is a string where it stands.
        document.Components!.Schemas!.Remove(nameof(Base64UrlBytes));
        document.Components!.Schemas!["ProblemDetails"] = contract["Problem"];
    }
}
