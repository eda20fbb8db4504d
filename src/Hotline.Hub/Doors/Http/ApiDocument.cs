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
        options.AddDocumentTransformer((document, _, _) =>
        {
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
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                var token = new OpenApiSecuritySchemeReference(Token, context.Document);
                operation.Security = [new OpenApiSecurityRequirement { [token] = [] }];
            }
            return Task.CompletedTask;
        });
    }
}
